### Pictures of the chain and the mempool.

you = You

## Charts

statistics = Statistics
range = Range
range-newest = Newest 100 blocks
range-all = Whole chain
too-few = Charts need two blocks.
table-height = Height
table-value = Value
height = block { NUMBER($height) }
times = Time between blocks
# $average and $goal are durations.
times-text =
    Time between blocks: { $average } on average. The target is { $goal }, drawn as a dashed line.
difficulty = Difficulty: expected hashes per block
# $hashes is a number of hashes.
difficulty-text = The difficulty is now { $hashes } hashes per block.
issued = Coins issued: starting coins and block rewards
issued-text = Up to now, the rules have issued { $coins }.

## Shares

shares-title = Shares of the miners
shares = { $count ->
    [one] Who made the newest { NUMBER($count) } block
   *[other] Who made the newest { NUMBER($count) } blocks
}
shares-single = Miners with a new address for each block
shares-others = Others

## Branches

branches = Branches beside the chain
branches-hint =
    Two blocks were found for the same height. The branch with more work became the chain; the other
    was replaced, and its payments went back to the waiting ones.
# $blocks is a number of blocks.
branch = { $blocks } beside the chain, after block { NUMBER($fork) }
branch-block = Replaced block { NUMBER($height) }
branch-missing = Block { NUMBER($height) }, of which this node has only the header

## The map of the mempool

map = The waiting payments as a map
map-text = { $count ->
    [one] { NUMBER($count) } payment: its area is its weight, its colour the block it will be in.
   *[other] { NUMBER($count) } payments: the area of each is its weight, its colour the block it will be in.
}
map-keys = Arrow keys move from payment to payment, Enter opens it.
map-empty = Nothing waits: the next block has room for everybody.
map-rest = { $count ->
    [one] { NUMBER($count) } more payment with a lower fee is not drawn one by one.
   *[other] { NUMBER($count) } more payments with lower fees are not drawn one by one.
}
map-next = Next block
map-after = In { NUMBER($blocks) } blocks
map-later = Later
# $payments is a number of payments, $percent how much of the block they fill.
map-block = { $payments }, { $percent } full
# $coins is an amount for 1,000 virtual bytes.
map-rate = { $coins } for 1,000 bytes
# For screen readers: a payment of the map. $place is one of the three texts above.
map-payment = Payment { $txid }, fee { $fee }, { $rate }. { $place }.
map-own = Your payment { $txid }, fee { $fee }, { $rate }. { $place }.
map-yours = Your payments
# $place is one of the texts above.
map-yours-where = { $place }: { ELEMENT($link) }
map-yours-amount = fee { $fee }, { $rate }
