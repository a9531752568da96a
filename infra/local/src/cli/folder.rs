//! Where a local shop keeps its data: `.souk/` beside the template.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use emulator::template::{Secrets, TemplateText};
use operate::secrets;
use runtime::ids::SystemIds;

use super::Failure;

/// The folder of one shop.
pub(super) struct Folder {
    /// The template's texts.
    pub(super) template: TemplateText,
    path: PathBuf,
}

impl Folder {
    /// Finds `template.yaml` in this folder or above it; the data is beside it unless `data` says otherwise.
    pub(super) fn find(data: Option<PathBuf>) -> Result<Self, Failure> {
        let here = std::env::current_dir().map_err(|error| Failure::because("there is no working folder", error))?;
        let root = here.ancestors().find(|folder| folder.join("template.yaml").is_file());
        let root = root.ok_or_else(|| Failure("there is no template.yaml in this folder or above it".to_owned()))?;
        let template = TemplateText::read(&root.join("template.yaml"))
            .map_err(|error| Failure::because("the template cannot be read", error))?;
        Ok(Self { template, path: data.unwrap_or_else(|| root.join(".souk")) })
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the database is.
    pub(super) fn database(&self) -> PathBuf {
        self.path.join("shop.sqlite3")
    }

    /// Where a running shop leaves its URL.
    pub(super) fn running(&self) -> PathBuf {
        self.path.join("running")
    }

    /// Whether the demo was put in, to its end.
    pub(super) fn is_seeded(&self) -> bool {
        self.path.join("seeded").is_file()
    }

    /// Notes that the demo was put in.
    pub(super) fn mark_seeded(&self) -> Result<(), Failure> {
        fs::write(self.path.join("seeded"), "")
            .map_err(|error| Failure::because("the data folder cannot be written", error))
    }

    /// Makes the folder if it is not there.
    pub(super) fn make(&self) -> Result<(), Failure> {
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        // Mails and hashes are in there: nobody else on this machine needs to look.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder
            .create(&self.path)
            .map_err(|error| Failure::because(&format!("{} cannot be made", self.path.display()), error))
    }

    /// The secrets of this shop, made at the first call; only their owner may read the file.
    pub(super) fn secrets(&self) -> Result<Secrets, Failure> {
        self.make()?;
        let path = self.path.join("secrets.json");
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Failure::because(&format!("{} cannot be read", path.display()), error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secrets = secrets::generate(&SystemIds).map_err(|error| Failure::because("no secrets", error))?;
                let text =
                    serde_json::to_vec_pretty(&secrets).map_err(|error| Failure::because("no secrets", error))?;
                private_file(&path, &text)
                    .map_err(|error| Failure::because(&format!("{} cannot be written", path.display()), error))?;
                Ok(secrets)
            }
            Err(error) => Err(Failure::because(&format!("{} cannot be read", path.display()), error)),
        }
    }

    /// Removes the folder with all that is in it. Answers whether there was one.
    pub(super) fn remove(&self) -> Result<bool, Failure> {
        match fs::remove_dir_all(&self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Failure::because(&format!("{} cannot be removed", self.path.display()), error)),
        }
    }
}

fn private_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_are_private() {
        let path = std::env::temp_dir().join(format!("souk-folder-{}", std::process::id()));
        let folder = Folder { template: TemplateText::default(), path };
        let first = folder.secrets().unwrap();
        assert_eq!(folder.secrets().unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join("secrets.json")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(folder.remove().unwrap());
        assert!(!folder.remove().unwrap());
    }
}
