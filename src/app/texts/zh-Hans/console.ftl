### 控制台：手动输入本标签页 API 的方法。

title = 控制台
back = 返回
ask-title = 询问本标签页
question = 方法和参数
ask = 询问
hint =
    例如“block index=1”。按向上键可找回之前的询问。这里的一切都只读取；本网站的程序可以
    在 tab/api/ 下询问同样的内容。
not-read = 每个参数写成“名称=值”，等号两边不留空格。
methods = 所有方法
answers = 回答
no-answers = 还没有询问过。
no-response =
    本标签页无法回答：没有打开的链、另一个标签页正在使用此档案，或者负责回答的部分未能加载。请检查网
    络连接，再问一次。
status = 状态 { $status }
answer-to = 对 { $question } 的回答
