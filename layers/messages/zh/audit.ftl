### 审计日志所记，每条一行。

audit-sign-in = 以{ $role }身份登录，方式：{ $by ->
    [token] 令牌
   *[other] { $by }
}
audit-sign-in-failed = 登录失败，方式：{ $by ->
    [token] 令牌
   *[other] { $by }
}：{ $why }
audit-sign-out = 退出登录
audit-sessions-ended = 结束 { $name } 的全部会话：{ $count } 个
audit-account-linked = { $issuer } 的账户 { $subject } 在此为 { $name }
audit-token-granted = 向 { $name }（{ $role }）颁发令牌 { $token_id }，有效期至 { $expires }
audit-token-rotated = 向 { $name }（{ $role }）颁发令牌 { $token_id }，有效期至 { $expires }，取代 { $instead }
audit-token-revoked = 撤销 { $name }（{ $role }）的令牌 { $token_id }
audit-token-taken-over = 日志开始时已有 { $name }（{ $role }）的令牌 { $token_id }，有效期至 { $expires }
audit-withdrawn = 撤下方案 { $scenario }
audit-decided = 方案 { $scenario } 第 { $revision } 版：{ $status }
audit-decision-taken-over = 方案 { $scenario } 第 { $revision } 版：{ $status }，早于日志记录审批
audit-acknowledged = 确认现状基线的已知问题：{ $subject } 的 { $rule }：{ $why }
audit-acknowledgement-withdrawn = 撤销对 { $subject } 的 { $rule } 的确认
audit-exported = 方案 { $scenario } 第 { $revision } 版：导出为 { $suffix }
audit-read = 他人的私有方案 { $scenario }：{ $action }
audit-read-refused = 请求方案 { $scenario }：不存在或无权查看
audit-refused = 被拒绝：{ $why }
audit-backed-up = 将全部方案库写入 { $file }
audit-restored = 从 { $file } 恢复全部方案库
audit-other = { $what } { $about }
audit-again = { $what }（十分钟内另有同类 { $times } 次）
audit-endless = 撤销
