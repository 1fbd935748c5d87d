# SPDX-License-Identifier: GPL-3.0-or-later
# Reads the C sources named on the command line (paths from the top of the tree) and prints one line
# for each rule that one of them breaks. The table is that of docs/architecture.md.

BEGIN {
	# folder: what it may include besides itself
	may["common"] = ""
	may["common/glib"] = "common"
	may["dbus"] = ""
	may["ble/codec"] = "common"
	may["ble/trust"] = "common"
	may["ble/link"] = "common common/glib dbus ble/codec ble/trust"
	may["ble/virtual"] = "common common/glib dbus ble/codec recordings"
	may["health-models"] = "common"
	may["recordings"] = "common"
	may["privacy"] = "common common/glib"
	may["programme"] = "common common/glib health-models privacy"
	may["report"] = "common common/glib health-models programme"
	may["client"] = "common common/glib dbus recordings report ble/codec ble/trust health-models programme privacy"

	# library header: folders that may include it
	library["^(glib|glib-unix|gio/|glib/|gobject/)"] = \
		"common/glib ble/link ble/virtual privacy programme report daemon client"
	library["^(sqlcipher/|sqlite3)"] = "privacy"
	library["^sodium"] = "privacy"
	library["^(cairo|pango)"] = "report"
	library["^json-glib"] = "common/glib ble/virtual programme report daemon client"
	library["^edflib"] = "recordings"
	library["^zstd"] = "recordings privacy"
	library["^FLAC/"] = "privacy"
	library["^(stdio|stdlib|locale|time|sys/time)\\.h"] = \
		"recordings common/glib ble/link ble/virtual privacy programme report daemon client"
}

function folder_of(path,    folder, best)
{
	if (path ~ /^daemon\//)
		return "daemon"
	if (path ~ /^tests\//)
		return "tests"
	best = ""
	for (folder in may)
		if (index(path, folder "/") == 1 && length(folder) > length(best))
			best = folder
	return best
}

function has(list, word)
{
	return index(" " list " ", " " word " ") > 0
}

function complain(text)
{
	print FILENAME ":" FNR ": " text
}

function check_own_include(header,    there)
{
	if (header ~ /\.\.\//) {
		complain("include \"" header "\" by its path from the top of the tree")
		return
	}
	if (header !~ /\// || folder == "daemon" || folder == "tests")
		return
	there = folder_of(header)
	if (there != folder && !has(may[folder], there))
		complain(folder " may not include " header)
}

function check_library_include(header,    pattern)
{
	if (folder == "tests")
		return
	for (pattern in library)
		if (header ~ pattern && !has(library[pattern], folder))
			complain(folder " may not include <" header ">")
}

function check_lengths_of_last_file()
{
	# A table of numbers (weights, coefficients) is as long as it is.
	if (last_file != "" && !generated && !table && last_line > 700)
		print last_file ": " last_line " lines; 700 is the most"
}

FNR == 1 {
	check_lengths_of_last_file()
	last_file = FILENAME
	folder = folder_of(FILENAME)
	generated = 0
	table = 0
	name = FILENAME
	sub(/.*\//, "", name)
	if (name ~ /(^|[-_])(utils?|misc|helpers?)[-_.]/ || name == "common.c")
		complain("say in the name what the file is about")
	if ($0 !~ /SPDX-License-Identifier: GPL-3\.0-or-later/)
		complain("the first line is to be the SPDX line")
}

FNR <= 5 && /[Gg]enerated by/ { generated = 1 }

/clang-format off/ { table = 1 }

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	check_own_include(part[2])
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	split($0, part, /[<>]/)
	check_library_include(part[2])
}

# Kernel style, which clang-format keeps: only a function has its braces alone in the first column.
/^[A-Za-z_].*\(/ { head_line = FNR; head = $0 }

/^[{]/ { body = 1; table = 0 }

/^}/ {
	if (body && !generated && FNR - head_line + 1 > 70) {
		sub(/\(.*/, "", head)
		sub(/.*[ *]/, "", head)
		complain(head "() has " FNR - head_line + 1 " lines; 70 is the most")
	}
	body = 0
}

{ last_line = FNR }

END { check_lengths_of_last_file() }
