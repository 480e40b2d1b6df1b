### The console: the methods of the tab's API, typed by hand.

title = Console
back = Back
ask-title = Ask this tab
question = Method and arguments
ask = Ask
hint =
    Such as “block index=1”. The arrow up brings an earlier question back. Everything here only
    reads, and programs of this site can ask the same below tab/api/.
not-read = Write each argument as name=value, without spaces around the equals sign.
methods = All methods
answers = Answers
no-answers = Nothing was asked yet.
no-response =
    This tab can’t answer: no chain is open, another tab has this profile, or what answers could not
    be loaded. Check your connection and ask again.
# $status is the number of an HTTP status.
status = Status { $status }
# $question is what was asked.
answer-to = Answer to { $question }
