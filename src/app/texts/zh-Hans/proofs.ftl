### 文件的时间戳、付款的收据，以及两者的验证。

title = 证明
all-chains = 所有链

## 给文件加时间戳

stamp-title = 给文件加时间戳
stamp-text =
    以后可以证明一个文件在今天已经存在：一段文字、一张照片、一份合同。只有它的指纹写入链中；文件本身
    不会离开这个浏览器。
stamp-file = 要加时间戳的文件
stamp-file-hint = 拖到这里，或点击选择。没有人能从时间戳得知文件的内容。
stamp-reading = 正在读取文件：{ $percent }
stamp = 加时间戳
stamp-see = 查看时间戳
stamped-in-block = { ELEMENT($file) } 的时间戳在区块 { NUMBER($height) } 中。
stamped-waiting = { ELEMENT($file) } 已加时间戳。时间戳正在等待打包。
stamp-bill = 这个时间戳
fingerprint = 指纹
stamped-before = 你以前给这个文件加过时间戳：{ ELEMENT($link) }。更早的更有证明力。
stamped-before-link = 查看那个时间戳
stamp-refused = 无法给这个文件加时间戳：{ $reason }。

## 这个钱包的时间戳

file = 文件
proof = 证明
stamps = 你的时间戳
stamps-none = 还没有时间戳。在上面选择一个文件，链就会永远记住它的指纹。
stamps-older = 更早的时间戳未显示；它们的交易仍在你的历史记录中，可以在那里保存证明。
stamp-waiting = 等待打包
stamp-block = 在区块 { NUMBER($height) } 中
stamp-young = 在区块 { NUMBER($height) } 中。{ $blocks } 之后，证明才会显示时间

## 保存证明或收据

receipt = 收据
save-proof = 保存证明
save-receipt = 保存收据
save-of = （{ $file }）
saved = 已保存
proof-text =
    显示加了时间戳的文件在何时已经存在，以及背后的工作量。拥有证明和文件的人，都可以在“证明”页面验
    证两者，在任何链上或不在链上都行。
receipt-text =
    显示谁收到了多少，以及背后的工作量。拥有文件的人，都可以在“证明”页面验证，在任何链上或不在链上
    都行。
receipt-show = 显示为二维码
receipt-qr = 收据的二维码
receipt-too-large = 这笔交易太大，放不进二维码；下面的链接内容相同。
receipt-short-text =
    这张短收据指向一个区块，本身不证明任何事：只有对在这条链上并且有那个区块的人，它才算数。给其他人
    请保存文件。
receipt-short = 短收据
receipt-copy = 复制短收据

## 验证证明或收据

check-title = 验证证明或收据
check-text = 不需要信任或询问任何人：证明带着链的工作量，由这个浏览器来累加，没有网络也行。
check-proof = 证明或收据
check-proof-hint = 别人给你的文件；文件名以 .tabproof 结尾。
check-file = 加了时间戳的文件
check-file-hint = 验证时间戳时：文件本身。它只用来比对，不会离开这个浏览器。
check = 验证
checking = 正在验证…
check-more = 更多
check-receipt = 二维码的文字
check-receipt-hint = 用短收据代替文件。它只在自己的链上算数，那条链必须在这里打开。
check-chain = 预期的链（可选）
check-chain-hint = 你预期的链的创世哈希或邀请链接。
check-nothing = 请先选择证明或收据。
check-unread = 无法验证这个文件：{ $reason }。

## 结论

verdict = 结论
verdict-file = 这个文件最晚在 { $time } 已经存在，内容完全一致。
verdict-file-block = 这个文件的时间戳在区块 { NUMBER($height) } 中，内容完全一致。
verdict-stamp = 证明正确：有一个文件最晚在 { $time } 已经存在。请把文件也选上，看看是不是这一个。
verdict-stamp-block =
    证明正确：有一个文件的时间戳在区块 { NUMBER($height) } 中。请把文件也选上，看看是不是这一个。
verdict-reward = 收据正确：这是区块 { NUMBER($height) } 的奖励。
verdict-payment = 收据正确：这笔款项在区块 { NUMBER($height) } 中付出。
here-best = 你自己的节点的最佳链上有这个区块，与你同步的每个节点也都有。
here-unknown = 你自己的节点没有这个区块，至少现在还没有。请等它追上后再验证一次。
here-lost = 注意：在你自己的节点上，这个区块输给了工作量更多的分支。它的内容在这条链上不算数。
here-known = 它属于一条你知道的链。打开那条链，你的节点就会告诉你，这个区块是否在它的最佳链上。
here-elsewhere =
    你没有加入它的链。任何人都可以创建链，所以请把它的创世哈希与别人告诉你的比对，并看看背后有多少工
    作量。
proof-young =
    证明还太新，只有 { $confirmations }：从 { NUMBER($needed) } 次起，它才显示文件最晚在何时已经存
    在。请以后再要一份新的。
payment-young = 这笔付款还太新。在这条链上，付款要 { $confirmations } 才最终确定。
few-authors = 到目前为止，在这个区块及其后的区块上签封的出块人不超过一半。他们联合起来就可能伪造它。
was-short = 这是一张短收据，所以工作量由你自己的节点计算。
outputs = 输出
and-more = 还有更多
copy-sha256 = 复制 SHA-256
chain = 链
genesis-hash = 创世哈希
copy-genesis-hash = 复制创世哈希
block = 区块
block-time = 区块时间
not-before = 产生不早于
existed-by = 存在不晚于
existed-by-hint = 矿工的时钟可能不准，所以这里在区块自己的时间之后加了余量。它可能还在将来。
sealed-by = 签封者
sealed-authors = { NUMBER($sealed) } / { NUMBER($all) } 位出块人
work = 工作量证明
work-hashes = 此后 { $since } 次哈希，总共 { $all } 次
