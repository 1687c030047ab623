### Events of the audit log, a line each.

audit-sign-in = signed in as { $role }, by { $by ->
    [token] token
   *[other] { $by }
}
audit-sign-in-failed = tried to sign in, by { $by ->
    [token] token
   *[other] { $by }
}: { $why }
audit-sign-out = signed out
audit-sessions-ended = all sessions of { $name } ended: { $count }
audit-account-linked = account { $subject } of { $issuer } is { $name } here
audit-token-granted = token { $token_id } granted to { $name } ({ $role }), until { $expires }
audit-token-rotated = token { $token_id } granted to { $name } ({ $role }), until { $expires }, replacing { $instead }
audit-token-revoked = token { $token_id } of { $name } ({ $role }) revoked
audit-token-taken-over = token { $token_id } of { $name } ({ $role }), until { $expires }, existed when the log began
audit-withdrawn = { $scenario } withdrawn
audit-decided = { $scenario }, revision { $revision }: { $status }
audit-decision-taken-over = { $scenario }, revision { $revision }: { $status }, before the log had decisions
audit-acknowledged = known violation of the baseline, { $rule } of { $subject }: { $why }
audit-acknowledgement-withdrawn = { $rule } of { $subject } is no longer a known violation
audit-exported = { $scenario }, revision { $revision }: written as { $suffix }
audit-read = { $scenario }, private to another: { $action }
audit-read-refused = { $scenario }: requested, and hidden from them
audit-refused = refused: { $why }
audit-backed-up = whole store written to { $file }
audit-restored = whole store restored from { $file }
audit-other = { $what } { $about }
audit-again = { $what } (and { $times } more like it within ten minutes)
audit-endless = revoked
