### The shared parts that the pages are built of.

# The title on the browser’s tab; $chain is the chain’s name.
tab-title = { $page } · { $chain }
# The title while this node mines; $title is the title above.
tab-title-mining = ⛏ { $title }
# The title after this node has found blocks out of view; $title is the title above.
tab-title-found = ({ NUMBER($blocks) }) { $title }
# Names the button beside a field of a passphrase; $field is the field’s name.
show-secret = Show { $field }
looking-up = Looking it up…
copied = Copied
copy-by-hand = Select the text and copy it by hand
qr-too-long =
    { NUMBER($length) } characters are too many for a QR code, which holds at most { NUMBER($most) }.
    Copy the text instead.
just-now = just now
# $span is a duration, such as 12 s.
ago = { $span } ago

## Where the data is stored, and how safely

storage-failing = Nothing is being saved right now.
# $reason is the storage’s own message.
storage-failing-text =
    The reason: { $reason }. This tab tries again every few seconds. Until that works, closing it
    loses what happened since; making room on this device may help.
storage-other-tab =
    Another tab of this profile keeps the chain and the wallet. This one works with a copy, and takes
    over when that tab closes.
storage-denied =
    Chain and wallet are on this device, but the browser has not promised to keep them: it may clear
    them when space runs short, and a private window clears them when it closes. Your words bring
    the coins back.
storage-safari =
    Safari deletes what a page keeps after seven days without a visit, unless the page is on the home
    screen or in the Dock.
storage-unanswered =
    Chain and wallet are on this device. The browser was asked to keep them when space runs short and
    has not answered yet: it may be asking you.
storage-unavailable =
    Chain and wallet are on this device, but this browser can’t be asked to keep them when space runs
    short. Your words bring the coins back.

## Charts

chart-table = As a table
