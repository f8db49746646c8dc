# telling.awk - of the logs of tests that failed, what tells: the names of all that
# failed, then each one's message with the lines around it, -v most=60 lines in all.
#
#   awk -f tests/telling.awk build/test-suite.log
#
# A test's own words (`# ` and what programs wrote) stand before its "not ok", the message
# of cmocka behind it.  Lines of tests that passed tell nothing.
BEGIN {
	if (!most) most = 60
	BEFORE = 30
	AFTER = 12
}

function keep(line) {
	if (length(line) > 160)
		line = substr(line, 1, 157) "..."
	told[++lines] = line
}
function flush(   i) {
	for (i = held > BEFORE ? held - BEFORE + 1 : 1; i <= held; i++)
		keep(line_held[i])
	held = 0
}

function fails(name) {
	failed[++failures] = program (program != "" ? ": " : "") name
	known[program] = 1
}

/^(FAIL|ERROR|XPASS): [^ ]*$/ { program = $2; held = 0; behind = 0; next }
# A program that ended before it could say what failed: its last words.
/^ERROR: [^ ]* - / && !(program in known) {
	sub(/^ERROR: [^ ]* - /, "")
	fails($0)
	flush()
	keep("ERROR: " program " - " $0)
	next
}
/^(ok|PASS|SKIP|FAIL|XFAIL|XPASS|ERROR)[: ]/ && !/Sanitizer/ { held = 0; behind = 0; next }
/^(=+|1\.\.[0-9]+|[. ]*)$/ { next }
/^not ok|^Bail out/ {
	name = $0
	sub(/^not ok [0-9]* *-* */, "", name)
	fails(name)
}
/^not ok|^Bail out|^# .*[0-9]: error: |Sanitizer: |^[^#].*: runtime error: |: Assertion .* failed/ {
	flush()
	keep($0)
	behind = AFTER
	next
}
behind > 0 { keep($0); behind--; next }
{ line_held[++held] = $0 }

END {
	for (i = 1; i <= failures && i <= 15; i++)
		print failed[i]
	if (failures > 15)
		print "... and " failures - 15 " more that failed"
	left = most - (failures < 15 ? failures : 15)
	for (i = 1; i <= lines && i <= left; i++)
		print "  " told[i]
	if (lines > left)
		print "  ... and " lines - left " more lines"
}
