# commands.awk - compile_commands.json of what `make -n` would compile.
#
#   make -n ... | awk -f tools/commands.awk -v folder="$PWD" >compile_commands.json
#
# Editors and clang-tidy read it.  A name of automake's, `test -f x.c || echo ../`x.c, is the
# file behind it; what is for dependencies is left out.
BEGIN {
	printf "["
}
/ -c -o / {
	gsub(/`test -f '[^']*' \|\| echo '[^']*'`/, above)
	sub(/ *&&? *\\?$/, "")
	sub(/ -MT [^ ]* -MD -MP -MF [^ ]*/, "")
	sub(/^.*depbase=[^;]*;[ \t]*/, "")
	sub(/^[ \t]*(ccache|distcc) /, "")
	sub(/;.*$/, "")
	file = $NF
	if (seen[$0]++)
		next
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	printf "%s\n{ \"directory\": \"%s\", \"file\": \"%s\",\n  \"command\": \"%s\" }", (n++ ? "," : ""), folder, file, $0
}
END {
	print "\n]"
	exit !n
}
