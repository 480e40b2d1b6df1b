### The history of coins: which block rewards a payment’s coins come from.

title = Coin history
back = Back to the payment
summary = Summary
graph = Graph
graph-hint =
    On the left the payment, to its right what it was paid with, and so on back to where coins began:
    block rewards. A ✓ counts the signatures that this node has just checked again.
further = Go further back
too-long =
    The history is longer than this page can show. Start from an older payment to see more of it.
list = As a list

## The picture

picture = Picture of the coin’s history
picture-steps = Coin history, newest first
picture-newest = The picture shows the newest { NUMBER($shown) } of { NUMBER($all) }.
older-coins = { $count ->
    [one] { NUMBER($count) } older coin
   *[other] { NUMBER($count) } older coins
}
not-looked = Not looked at yet
not-here = Not here
# $kind is one of the four kinds below.
node-block = { $kind }, block { NUMBER($height) }
node-waiting = { $kind }, waiting
payment = Payment
reward = Reward
first-coins = First coins
grant = Grant
mark-right = ✓ { $signatures }
mark-wrong = ✗ wrong
mark-unchecked = ? not checked

## The steps as a list

steps-label = Steps of the way back
signatures = { $count ->
    [one] { NUMBER($count) } signature
   *[other] { NUMBER($count) } signatures
}
step-payment = Payment
step-reward = Block reward
step-first-coins = First coins of the chain
step-grant = Grant
# A step: $kind is one of the four above.
step-of = { $kind } of { $coins }
step-to = { $step } to { $name }
step-in-block = { $step } in block { NUMBER($height) }
step-waiting = { $step }, waiting for a block
step-right = { $step }, { $signatures } right
step-wrong = { $step }, wrong: { $reason }
step-unchecked = { $step }, signatures not checked
# Where the coins of a step come from.
from-step = step { NUMBER($number) }
from-older = older payments, not looked at yet
from-missing = a payment that is not here ({ $reason })
from-coins = { $place } ({ $coins })
from = from { $places }

## The summary

verifying = Verifying every signature…
steps = { $count ->
    [one] { NUMBER($count) } step
   *[other] { NUMBER($count) } steps
}
checking = { $signatures } checked in { $steps }, { NUMBER($ahead) } known to be ahead
made = They were made in block { NUMBER($height) }, { $time }.
oldest-made = The oldest of them were made in block { NUMBER($height) }, { $time }.
wrong =
    { $steps } of the history is wrong: what this node stores has been damaged or forged.
unchecked = { $steps } could not be checked, because this node no longer has the payments before.
change-included = { $coins }, change included,
# $origin is one of the three texts below.
new = These { $coins } are new: { $origin } made them.
origin-reward = this block’s reward
origin-allocation = the chain’s first block
origin-grant = a grant to a new address
come = These { $coins } come from { $origins }.
come-so-far = These { $coins } come from { $origins }, as far as was looked.
come-known = These { $coins } come from { $origins }, as far as this node still knows.
origins-older = older coins
origins-gone = older payments, which are not here any more
origins-rewards = { $count ->
    [one] { NUMBER($count) } block reward
   *[other] { NUMBER($count) } block rewards
}
origins-allocation = the first coins of the chain
origins-grants = { $count ->
    [one] { NUMBER($count) } grant
   *[other] { NUMBER($count) } grants
}
valid-one = Its signature is valid.
valid-all = All { $signatures } are valid.
valid-some = { $signatures } of it are right, but not all.
