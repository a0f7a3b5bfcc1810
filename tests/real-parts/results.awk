# Reads xunit's XML results and prints, for people, what did not pass.
#   awk -v show=failed -f results.awk FILE…     failed tests and errors, with message, stack trace and last output
#   awk -v show=skipped -f results.awk FILE…    skipped tests under their reasons
# A record is what stands between two '<'; the writer escapes every other one, except inside CDATA.
BEGIN { RS = "<"; shownLines = 40 }

function unescaped(text) {
  # xunit puts C#'s escapes for quotes and control characters into the text before it writes XML.
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text)
  gsub(/&#x[dD];/, "", text); gsub(/&#x[aA];/, "\n", text); gsub(/&#x9;/, "\t", text); gsub(/&amp;/, "\\&", text)
  gsub(/\\"/, "\"", text); gsub(/\\\\/, "\\", text)
  return text
}

function attribute(tag, name,    at, rest) {
  at = index(tag, " " name "=\"")
  if (!at) return ""
  rest = substr(tag, at + length(name) + 3)
  return unescaped(substr(rest, 1, index(rest, "\"") - 1))
}

function print_indented(text, lines, only_last,    line, count, first) {
  count = split(text, line, "\n")
  while (count > 0 && line[count] ~ /^[ \r]*$/) count--
  first = only_last && count > lines ? count - lines + 1 : 1
  if (first > 1) print "      … " (first - 1) " lines before"
  for (; first <= count; first++) print "      " line[first]
}

function print_failure() {
  print "  FAILED " title
  print_indented(unescaped(message), 0, 0)
  print_indented(unescaped(stack), 0, 0)
  if (output != "") { print "    with the output"; print_indented(unescaped(output), shownLines, 1) }
  print ""
}

function begin_item(name) { title = name; message = stack = output = reason = ""; failed = 0 }

inCdata {
  text = text "<" $0
  if ((end = index(text, "]]>"))) { content = content substr(text, 1, end - 1); inCdata = 0; keep() }
  next
}

function keep() {
  if (element == "message") message = content
  else if (element == "stack-trace") stack = content
  else if (element == "output") output = content
  else if (element == "reason") reason = content
}

/^!\[CDATA\[/ {
  text = substr($0, 9)
  if ((end = index(text, "]]>"))) { content = content substr(text, 1, end - 1); keep() } else inCdata = 1
  next
}

{
  close_at = index($0, ">")
  tag = substr($0, 1, close_at - 1)
  match(tag, /^\/?[^ \/\n]*/)
  name = substr(tag, 1, RLENGTH)
  if (name == "test") begin_item(attribute(tag, "name"))
  else if (name == "error") begin_item(attribute(tag, "type") (attribute(tag, "name") == "" ? "" : " in " attribute(tag, "name")))
  else if (name == "failure") failed = 1
  else if (name == "message" || name == "stack-trace" || name == "output" || name == "reason") {
    element = name
    content = substr($0, close_at + 1)
    keep()
  }
  else if (name == "/test" || name == "/error") {
    if (show == "failed" && failed) print_failure()
    if (show == "skipped" && reason != "") {
      reason = unescaped(reason)
      if (!(reason in skipped)) order[++reasons] = reason
      skipped[reason] = skipped[reason] "    " title "\n"
    }
  }
}

END {
  for (i = 1; i <= reasons; i++) printf "  SKIPPED: %s\n%s", order[i], skipped[order[i]]
}
