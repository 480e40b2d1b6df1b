### Peers, relays, the invitation, and the blocks that this device stores.

title = Network
all-chains = All chains
console = Console
connections = Connections
peers = Peers

## The invitation

invite-title = Invite a friend
invite-qr = QR code of the invitation link
invite-link = Invitation link
invite-hint =
    Opening it joins this chain. It holds the chain’s rules, so nobody has to be trusted for them.
invite-copy = Copy invitation link
# $host is localhost or an address such as 127.0.0.1.
invite-local =
    This link works on this computer only: { $host } means “this computer” everywhere. To invite
    others, serve the page on your network (cargo xtask serve --lan) or on a domain.
settings-save = Download chain settings
settings-hint = A file with the same rules as the link, to read and to keep.

## The peers

peer-name = Name
peer-called = Initiated by
peer-height = Height
peer-stores = Stores
peer-ping = Ping
peer-since = Since
peer-received = Received
peer-sent = Sent
peers-none = Not linked with anybody yet. You can mine and pay meanwhile.
called-you = You
called-they = They
stores-all = Every block
stores-newest = The newest blocks only
milliseconds = { NUMBER($count) } ms

## One's own name

own-name-title = Your name
own-name = Name
own-name-hint =
    Told, with the picture of your key, to those you are connected with, who may show it to a whole
    room. The key is the same on all your chains, so others recognize you there. If you spend coins
    that came to its address together with other coins, everybody can see that all of them are
    yours. Leave the name empty to tell nobody anything.
own-name-save = Save name
own-name-told = Everybody you are connected with sees this name.
own-name-tag = Write my name into the blocks I mine
own-name-tag-hint =
    It then stays in the chain for everybody to read. A name in a block proves nothing: anybody can
    write any name.

## The big board, which a whole room looks at

board = Big board
board-back = Network
board-people = { $count ->
    [one] { NUMBER($count) } person here
   *[other] { NUMBER($count) } people here
}
board-here = Who is here
board-nameless = { $count ->
    [one] And { NUMBER($count) } more without a name.
   *[other] And { NUMBER($count) } more without a name.
}
board-found = { $count ->
    [one] Who found the newest block
   *[other] Who found the newest { NUMBER($count) } blocks
}
board-no-name = Without a name
board-more = { $count ->
    [one] And { NUMBER($count) } more.
   *[other] And { NUMBER($count) } more.
}
# $name is text that a miner wrote into a block.
board-written = “{ $name }”
board-proves-nothing =
    A name in quotes is what a miner wrote into a block. Nothing proves it, so it has no picture.
board-latest = Newest blocks
board-none = No block yet.
board-join = Join

## Starting coins: one payment to all newcomers

newcomers = Starting coins
newcomers-text =
    One payment gives the same amount to everybody whom you choose, at the address of the key. Those
    whose key’s address has received nothing yet are chosen at first. It shows nothing about other
    addresses: a person may have mined coins, or be here with a second key. Others who want coins
    only have to give themselves a name.
newcomers-new = Not paid yet
newcomers-has = The key’s address has received coins
newcomers-amount = Amount for each
newcomers-review = { $count ->
    [one] Review the payment to { NUMBER($count) } person
   *[other] Review the payment to { NUMBER($count) } people
}
newcomers-paid = { $count ->
    [one] Sent to { NUMBER($count) } person.
   *[other] Sent to { NUMBER($count) } people.
}

## The map of the network. $peer is the short name of a peer.

map-last-none = Blocks and payments move along the links as they arrive.
map-block-in = Last: a block from { $peer }
map-block-out = Last: a block to { $peer }
map-payment-in = Last: a payment from { $peer }
map-payment-out = Last: a payment to { $peer }

## The blocks that this device stores

keep-title = Old blocks
keep-newest = Newest blocks to keep
keep-newest-hint =
    At least { NUMBER($least) }. Of older blocks, this device keeps what still proves unspent coins
    and your own payments.
keep-hint =
    What is deleted is gone from this device: only another device that stores every block has it
    still. Your coins and your payments stay, and can still be proven.
keep-only-newest = Keep only the newest
keep-every = Keep every block from now on
keep-stored = This device stores
keep-bytes = Storage used
keep-deleting = Deleting old blocks
keep-question = Delete old blocks from this device? They do not come back.
keep-consequence =
    If nobody else keeps them all, newcomers can no longer join this chain.
keep-all = Keep everything
keep-delete = Delete old blocks
kept-newest = { $count ->
    [one] The newest { NUMBER($count) } block whole
   *[other] The newest { NUMBER($count) } blocks whole
}
kept-after = Every block after { NUMBER($height) }

## The relays

relays = Relays
relays-hint =
    A relay only introduces tabs to each other; blocks and payments go straight between them.
relay-add-title = Add a relay
relay-address = Address of the relay
relay-address-hint = Begins with wss:// or ws://. All relays are used at once, at most 4.
relay-add = Add this relay
relay-remove = Remove
relay-remove-name = Remove the relay { $url }
relay-connected = Connected
relay-connecting = Connecting…
relay-lost = Not reached; trying again…
# $span is a duration.
relay-retry = Not reached; trying again in { $span }
relay-refused = Refused: { $reason }
hide-address = Hide my address
hide-address-hint =
    Peers see each other’s IP addresses, as in every direct connection. With this on, everything goes
    through the relay’s TURN server instead, if it has one.

## The names of the connection’s states

clock = Clock
relay-unreachable = Relay unreachable
cant-reach = Can{ "'" }t reach
nobody-else = Nobody else here
other-branch = On another branch
blocks-missing = Old blocks missing
catching-up = Catching up
in-sync = In sync

# A state with a few words about it, and with a sentence.
state = { $name }: { $details }
short-connecting = connecting

## The states in one sentence each, with a remedy

clock-off = this device’s clock seems { $difference }.
# The differences of a clock; $span is a number of minutes or hours.
clock-ahead = { $span } ahead
clock-behind = { $span } behind
clock-mining =
    Others refuse blocks that are dated too far ahead, so what you mine now may earn nothing.
clock-following = New blocks look too new to this device until its clock gets there.
clock-two =
    With one peer only it can’t be told whose clock is wrong: compare both.
clock-set = Set the clock, best to automatic.

relay-none-lets-in = no relay lets this tab in.
relay-none-answers = no relay of this chain answers.
relay-none-advice =
    Everything works but meeting others. Check that this device is online; the relay may be down.

nobody-open = no other tab has this chain open.
nobody-open-advice = Send someone the invitation link, and keep this tab open.
nobody-relay = this chain has no relay, so nobody can be introduced.
nobody-relay-advice = Add a relay below.

branch = others follow another branch, at height { NUMBER($height) }.
branch-advice =
    Their branch has more work, but it leaves yours below the blocks that this device still stores,
    so this device can’t switch to it. What you mine or pay here won’t count for them. Remove the
    chain and join it again by its link.

missing =
    at { NUMBER($height) } of { NUMBER($target) }, and nobody connected stores the next blocks.
missing-advice = It continues when somebody who stores all blocks connects.

sync = with everybody connected.
sync-no-relay = with everybody connected, but no relay answers.
sync-no-relay-advice = Open connections continue; nobody new can be met until a relay answers.

calling-relay = connecting to the relay.
linking = { $count ->
    [one] { NUMBER($count) } person is here, connecting.
   *[other] { NUMBER($count) } people are here, connecting.
}
fetching = block { NUMBER($height) } of { NUMBER($target) }.
scanning = the wallet reads block { NUMBER($scanned) } of { NUMBER($height) }.

## Why nobody can be reached

busy = { $count ->
    [one] { NUMBER($count) } person is here, but everybody has as many connections as they take.
   *[other] { NUMBER($count) } people are here, but everybody has as many connections as they take.
}
silent = { $count ->
    [one] { NUMBER($count) } person is here, but no page answers.
   *[other] { NUMBER($count) } people are here, but no page answers.
}
unreached = { $count ->
    [one] { NUMBER($count) } person is here, but your browsers have no way to each other.
   *[other] { NUMBER($count) } people are here, but your browsers have no way to each other.
}
some-unreached = { $count ->
    [one]
        { NUMBER($count) } person is here; with { NUMBER($unreached) } of them your browsers have no
        way to each other. Still trying the others.
   *[other]
        { NUMBER($count) } people are here; with { NUMBER($unreached) } of them your browsers have no
        way to each other. Still trying the others.
}
busy-advice = A place comes free when somebody leaves; this tab keeps asking.
no-candidates-advice =
    This browser offers no address at all: WebRTC is switched off, or an extension blocks it. Allow
    it for this page.
hiding-advice =
    “Hide my address” is on, which needs a TURN server, and the relay names none. Switch it off on
    the Network page, or use a relay with a TURN server.
silent-advice = Their tab may be asleep: ask them to bring it to the front.
no-turn-advice =
    Your networks let no direct connection through, and the relay names no TURN server to carry it.
    Go into the same Wi-Fi, try a phone’s hotspot, or ask the relay’s operator to add a TURN server.
hidden-advice =
    This browser also hides its address in the local network, as browsers do without camera
    permission.
turn-failed-advice =
    Your networks let no direct connection through, and the relay’s TURN server gave this browser no
    address. A firewall may block it, or it is down: tell the relay’s operator.
network-advice =
    Your networks let nothing through, although the TURN server answers. Try another network, such as
    a phone’s hotspot, and send the report to the relay’s operator.

## The failed attempts

trouble = Connection trouble
try-again = Try again
tried = What was tried
report-save = Save report
report-failed = This browser does not let the page save a file.
report-hint =
    A text file about the connection for somebody who helps you: states, times and kinds of
    addresses. It holds no IP address, nothing of your wallet, and not the invitation link.
# $peer is a short name made of digits, and $result one of the texts below.
call-to = Call to { $peer }: { $result }
call-from = Call from { $peer }: { $result }
declined = it has no free place.
no-answer = no answer within { $span }.
no-way = no way found in { $span }.
# $state is a technical word of the browser’s.
no-way-state = no way found in { $span } (ICE state: { $state }).
offered = This side offered { $own }; the other { $theirs }.
server-error = A STUN or TURN server failed with code { $code }.
no-addresses = no addresses
addresses = addresses: { $list }
direct = { $count } direct
hidden = { $count } hidden
reflexive = { $count } through a router (STUN)
relayed = { $count } at a TURN server

# In the drawing of the peers: this node.
you = You
