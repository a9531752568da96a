//! Style sheets, scripts and pictures of the pages, bundled: nothing is loaded from anywhere else.

use kernel::secret::sha256_hex;

/// One bundled file.
#[derive(Debug)]
pub(crate) struct Asset {
    stem: &'static str,
    extension: &'static str,
    /// The media type.
    pub(crate) media: &'static str,
    /// What is in it.
    pub(crate) text: &'static str,
}

/// Every page's style.
pub(crate) static STYLE: Asset = Asset {
    stem: "souk",
    extension: "css",
    media: "text/css; charset=utf-8",
    text: include_str!("../assets/souk.css"),
};
/// The sign of the shop.
pub(crate) static ICON: Asset =
    Asset { stem: "icon", extension: "svg", media: "image/svg+xml", text: include_str!("../assets/icon.svg") };
/// Light or dark.
pub(crate) static THEME: Asset = script("theme", include_str!("../assets/theme.js"));
/// Search and navigation of the documentation.
pub(crate) static DOCS: Asset = script("docs", include_str!("../assets/docs.js"));
/// The page of an order.
pub(crate) static ORDER: Asset = script("order", include_str!("../assets/order.js"));
/// The page that confirms an e-mail address.
pub(crate) static VERIFY_EMAIL: Asset = script("verify-email", include_str!("../assets/verify-email.js"));

/// The page that accepts an invitation.
pub(crate) static ACCEPT_INVITATION: Asset =
    script("accept-invitation", include_str!("../assets/accept-invitation.js"));

/// The page that resets a password.
pub(crate) static RESET_PASSWORD: Asset = script("reset-password", include_str!("../assets/reset-password.js"));

/// The page where somebody's data is fetched.
pub(crate) static DATA_EXPORT: Asset = script("data-export", include_str!("../assets/data-export.js"));

static ALL: [&Asset; 9] =
    [&STYLE, &ICON, &THEME, &DOCS, &ORDER, &VERIFY_EMAIL, &RESET_PASSWORD, &ACCEPT_INVITATION, &DATA_EXPORT];

const fn script(stem: &'static str, text: &'static str) -> Asset {
    Asset { stem, extension: "js", media: "text/javascript; charset=utf-8", text }
}

/// Whether the name that was asked for is that of the content as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// It is, so the answer is good for ever.
    Current,
    /// It names other content, as a page from before an update does.
    Other,
}

impl Asset {
    /// Where the file is; the path changes with its content.
    pub(crate) fn path(&self) -> String {
        format!("/docs/{}", self.file())
    }

    fn file(&self) -> String {
        let hash = sha256_hex(self.text);
        format!("{}.{}.{}", self.stem, hash.get(..12).unwrap_or(&hash), self.extension)
    }

    /// The file that `name` stands for, and whether in its current edition.
    pub(crate) fn find(name: &str) -> Option<(&'static Self, Edition)> {
        let (stem, rest) = name.split_once('.')?;
        let extension = rest.rsplit('.').next()?;
        let asset = ALL.into_iter().find(|asset| asset.stem == stem && asset.extension == extension)?;
        Some((asset, if asset.file() == name { Edition::Current } else { Edition::Other }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_name_and_told_from_other_editions() {
        for asset in ALL {
            let path = asset.path();
            let (found, edition) = Asset::find(path.strip_prefix("/docs/").unwrap()).unwrap();
            assert_eq!((found.text, edition), (asset.text, Edition::Current), "{path}");
        }
        assert_eq!(Asset::find("souk.000000000000.css").map(|(_, edition)| edition), Some(Edition::Other));
        for unknown in ["", "souk", "souk.js", "..", "other.000000000000.css"] {
            assert!(Asset::find(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn pages_load_nothing_from_elsewhere_and_run_nothing_inline() {
        for asset in ALL {
            for foreign in ["http://", "https://", "@import", "eval(", "innerHTML"] {
                let text = asset.text.replace("http://www.w3.org/2000/svg", "");
                assert!(!text.contains(foreign), "{} in {}", foreign, asset.stem);
            }
        }
    }
}
