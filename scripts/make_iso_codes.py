#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write query/resolve/iso_code_table.c: names of languages (ISO 639-1) and countries (ISO 3166-1).

usage: make_iso_codes.py >query/resolve/iso_code_table.c
The names are those of Debian's package iso-codes, in English and, where it has them, in the language
itself; added is what film sites say otherwise. The file is committed; run this again only for newer
names. Needs iso-codes.
"""
import gettext
import json

FOLDER = "/usr/share/iso-codes/json/"

# TMDB has codes of its own: cn, xx, XC, XG.
LANGUAGES = {
    "cn": ["Cantonese", "yue"],
    "xx": ["No Language", "No spoken language", "None", "zxx", "Silent"],
    "sh": ["Serbo-Croatian", "hbs"],
    "mo": ["Moldavian"],
    "zh": ["Mandarin", "Chinese (Mandarin)", "cmn", "Chinese (simplified)", "Chinese (traditional)"],
    "fa": ["Farsi"],
    "el": ["Greek"],
    "nb": ["Bokmål"],
    "ia": ["Interlingua"],
    "id": ["Bahasa Indonesia"],
    "tl": ["Filipino", "fil"],
    "pa": ["Punjabi"],
    "si": ["Sinhalese"],
    "kl": ["Greenlandic"],
    "gd": ["Scottish Gaelic"],
    "ky": ["Kyrgyz"],
    "oc": ["Occitan"],
}
COUNTRIES = {
    "US": ["USA", "U.S.A.", "America"],
    "GB": ["UK", "U.K.", "Great Britain", "Britain"],
    "RU": ["Russia"],
    "KP": ["North Korea"],
    "KR": ["Korea", "Republic of Korea"],
    "IR": ["Iran"],
    "SY": ["Syria"],
    "LA": ["Laos"],
    "BN": ["Brunei"],
    "TR": ["Turkey"],
    "CZ": ["Czech Republic"],
    "CI": ["Ivory Coast"],
    "CV": ["Cape Verde"],
    "MM": ["Burma"],
    "MO": ["Macau"],
    "MK": ["Macedonia"],
    "SZ": ["Swaziland"],
    "PS": ["Palestine", "Occupied Palestinian Territory", "Palestinian Territory"],
    "VA": ["Vatican", "Vatican City"],
    "CD": ["Democratic Republic of Congo", "DR Congo"],
    "LY": ["Libya", "Libyan Arab Jamahiriya"],
    "NL": ["Holland", "The Netherlands"],
    "AE": ["UAE"],
    "FM": ["Micronesia"],
    "TZ": ["Tanzania"],
    "VN": ["Vietnam"],
    "XK": ["Kosovo"],
    "SU": ["Soviet Union", "USSR", "SUHH"],
    "XC": ["Czechoslovakia", "CSHH"],
    "XG": ["East Germany", "DDR", "German Democratic Republic", "DDDE"],
    "YU": ["Yugoslavia", "YUCS"],
    "CS": ["Serbia and Montenegro", "SCG"],
    "ZR": ["Zaire"],
    "AN": ["Netherlands Antilles"],
}


def load(name, key):
    with open(FOLDER + name, encoding="utf-8") as file:
        return json.load(file)[key]


def in_itself(code, name):
    try:
        own = gettext.translation("iso_639-2", "/usr/share/locale", [code]).gettext(name)
    except OSError:
        return []
    return [] if own == name else own.split("; ")


def language_names(entry):
    codes = [entry[k] for k in ("alpha_3", "bibliographic", "terminology") if k in entry]
    names = entry["name"].split("; ") + entry.get("common_name", "").split("; ")
    plain = [name.split(" (")[0] for name in names]
    plain += [" ".join(reversed(name.split(", "))) for name in plain if name.count(", ") == 1]
    return codes + names + plain + in_itself(entry["alpha_2"], entry["name"])


def country_names(entry):
    return [entry[k] for k in ("alpha_3", "common_name", "name", "official_name") if k in entry]


def put(what, entries):
    print(f"\nconst char *const lb_iso_code_table_{what}[] = {{")
    for code in sorted(entries):
        names = list(dict.fromkeys(name for name in [code] + entries[code] if name))
        text = "|".join(names).replace('"', '\\"')
        print(f'    "{text}",')
    print("    NULL};")


def main():
    languages = {e["alpha_2"]: language_names(e) for e in load("iso_639-2.json", "639-2")
                 if "alpha_2" in e}
    countries = {e["alpha_2"]: country_names(e) for e in load("iso_3166-1.json", "3166-1")}
    for table, more in ((languages, LANGUAGES), (countries, COUNTRIES)):
        for code, names in more.items():
            table[code] = table.get(code, []) + names
    print("/* SPDX-License-Identifier: MIT */")
    print("/* Made by scripts/make_iso_codes.py from Debian's iso-codes: change that. */")
    print('#include "query/resolve/iso_code_table.h"\n\n#include <stddef.h>')
    print("\n/* clang-format off */")
    put("languages", languages)
    put("countries", countries)
    print("/* clang-format on */")


if __name__ == "__main__":
    main()
