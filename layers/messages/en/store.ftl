### The store of scenarios: revisions, history, status, comments, access, tokens, database.

## Words within sentences

store-status = { $status }
store-practice = { $status } (practice)
store-step = { $step }
store-action = { $action ->
    [take_back] take back
   *[other] { $action }
}
store-role = { $role }
store-person = { $name } ({ $role })
store-nobody = someone without a token
store-revision = revision { NUMBER($number, useGrouping: 0) }
store-revision-other = another one
# One problem of a scenario.
store-in-scenario = { $scenario }: { $reason }

## Permissions

store-role-needed = { $who } may not { $action }; it requires the role { $role }, or ask an admin
store-owner-needed = { $who } may not { $action }; the owner may, in the role { $role }, or ask an admin
store-decider-needed = { $who } proposed it, so another { $role } must decide; ask one
store-decider-wrote = { $who } wrote part of it or proposed it before, so another { $role } must decide; ask one
store-decider-wrote-in = { $who } wrote an edit of it before, in { $scenario }, so another approver must decide; ask one
store-name-needed = people have names here, and the local planner may be any of them; set ZONEWRIGHT_TOKEN to your token

## Scenarios and their revisions

store-scenario-unknown = { $scenario }: there is no such scenario; check the id
store-scenario-id-invalid = scenario: { $scenario } is not an id; use 1 to 64 letters, digits, - or _
store-scenario-id-taken = { $scenario }: there is a scenario of this id; choose another
store-scenario-id-of-another = { $scenario }: an id with this ending belongs to another person; choose another
store-revision-unknown = { $scenario }: has no revision { NUMBER($number, useGrouping: 0) }; there are 1 to { NUMBER($count, useGrouping: 0) }
store-revision-foreign = { $scenario }: { $revision } is not in this store
store-revision-stale = { $scenario }: is at { $current }, by { $author }; your change is based on { $base }: look at both, then merge them or keep yours under another id
store-branch-base-unknown = { $revision }: there is no such revision to branch from
store-merge-other-unknown = { $revision }: there is no such revision to merge
store-merge-with-itself = { $scenario }: cannot be merged with itself; name another scenario
store-nothing-to-restore = { $scenario }: there is nothing to { $step }
store-status-unreachable = { $scenario }: is { $status }, which leads to { $next }, not to { $wanted }
store-status-keeps = { $scenario }: is { $status }; take it back to draft to change it
store-status-decided = { $scenario }: is { $status } and cannot change; branch it
store-reason-missing = { $scenario }: a decision needs a reason; give one

## Stored texts and words

store-document-unwritable = scenario: cannot be written as JSON ({ $reason }); correct it
store-text-needed = must be a text; correct it
store-text-too-long = is longer than { $limit } characters; shorten it
store-text-unstorable = holds a character that is not text; remove it
store-name-missing = must be a name; give one
store-name-unseen = must have only visible letters and signs; leave out the others
store-word-unknown = must be { $known }, not { $given }; correct it

## Comments

store-comment-empty = comment: is empty; write a text
store-comment-off-globe = comment: { FIGURE($lon) }, { FIGURE($lat) } is not a place; give longitude and latitude
store-comment-unknown = { $scenario }: has no comment { NUMBER($number, useGrouping: 0) }; { $count ->
    [0] there is none yet
   *[other] there are 1 to { NUMBER($count, useGrouping: 0) }
}
store-comment-settled = { $scenario }: comment { NUMBER($number, useGrouping: 0) } is settled already
store-comment-open = { $scenario }: comment { NUMBER($number, useGrouping: 0) } is not settled
store-comment-withdrawn = { $scenario }: comment { NUMBER($number, useGrouping: 0) } is withdrawn already

## Tokens

store-token-no-time-zone = has no time zone; give it one
store-token-expired = { $time } is past; give a future time
store-token-held = { $name }: has a token; revoke that one first
store-token-unknown = { $token }: there is no such valid token; list them
store-session-unknown = { $name }: has no session; list them
store-account-name-held = the name { $name } belongs to someone else here; the operator can link this account to that person: zonewright session link PLAN "{ $name }" "{ $account }"
store-account-name-alike = the name { $name } looks like someone else's here; choose another at the provider, or ask the operator to link this account: zonewright session link PLAN NAME "{ $account }"
store-name-alike = { $name } looks like { $other }, who is known here; choose a distinct name
store-name-reserved = { $name } is the local user; choose another name

## The database

store-moved = was moved, deleted or replaced since it was opened; restore it, or start again
store-newer = was created by a newer Zonewright (store { $found }, this one knows { $known }); update Zonewright
store-migrated = was migrated from store version { $found } to { $known }; the old state is kept in { $copy }
store-backup-first = is of store version { $found }, this Zonewright needs { $known }; back the database up (pg_dump), then start once with ZONEWRIGHT_STORE_BACKED_UP={ $known } in the environment
store-copy-before-unwritable = cannot be copied before the migration to store version { $version } ({ $reason }); make room, or get permission to write to the folder
store-tables-taken = has other tables named { $tables }; give the store its own database or schema
store-busy = the store is busy: it was locked for { $wait_s } s; try again
store-full = the disk of the store is full: nothing was saved, but everything saved before is kept; make room there, and save again
store-read-only = the store, or its folder, is read-only here; get permission to write to both, or copy the plan and the store to a folder of yours
store-silent = the database does not answer; the log of the service states why
store-no-answer = the store does not answer ({ $reason }); check that it can be reached and written, and try again
store-encoding = keeps text in { $encoding }; make a database with ENCODING UTF8
store-url-unreadable = store: the URL cannot be read; see postgresql://user@host/name
store-url-unknown = store: { $scheme }:// is not known; give a file or a postgresql:// URL
store-is-plan = is a plan; its store is { $store } beside it
store-folder-missing = the folder { $folder } does not exist; create it
store-unreadable = cannot be read ({ $reason }); check it
store-not-a-file = is not a file; name a file for the store
store-not-a-database = is not a store ({ $reason }); name another file
store-not-a-store = is not a store; name another file
store-file-damaged = is damaged ({ $reason }); restore it from a copy
store-time-damaged = store: { $value } is not a time; the database was damaged
store-json-damaged = store: { $value } is not JSON; the database was damaged
store-number-damaged = store: { $value } is not a number; the database was damaged

## Errors of a check of the history

store-link-misplaced = { $link } is in the place of { NUMBER($number, useGrouping: 0) }
store-link-hash-wrong = { $link } does not match its hash
store-link-unchained = { $link } does not follow the previous one
store-link-revision = { $scenario }: revision { NUMBER($number, useGrouping: 0) }
store-link-note = { $scenario }: note { NUMBER($number, useGrouping: 0) }
store-link-entry = audit log: entry { NUMBER($number, useGrouping: 0) }
store-link-token = token { $token } of { $name }
store-in-audit = audit log: { $reason }
store-token-unlogged = { $token } is not in the audit log, so no one granted it; revoke it at once
store-token-changed = { $token } differs from the audit log; revoke it at once
store-token-gone = token { $token }, which the audit log has, is missing
store-session-unlogged = a session of { $name } ({ $role }) is not in the audit log, so no one signed in; end it: zonewright session end
store-session-ended = a session of { $name } ({ $role }) was ended and exists again; end it: zonewright session end
store-history-empty = { $scenario }: has no revision
store-step-no-beginning = { $link } is not a beginning
store-step-shows-nothing = { $link } shows a revision that does not exist
store-step-shows-other = { $link } does not match a revision of kind { $kind }
store-step-document-other = { $link } does not have the document that it shows
store-step-status-illegal = { $link } is { $status } after { $before }
store-step-scenario-kept = { $link } changes a scenario that is { $status }
store-step-merged-missing = { $link } of kind merge names no revision that it merged
store-step-merged-needless = { $link } of kind { $kind } should not have merged { $merged }
store-parent-missing = { $link }: its parent { $hash } is missing
store-merged-missing = { $link }: its merged { $hash } is missing
store-document-missing = { $link }: its document is missing
store-document-unreadable = { $link }: its document cannot be read
store-document-differs = { $link }: { $fields }: not as in its document
store-note-revision-missing = { $link } is on a missing revision
store-note-comment-missing = { $link } is about a missing comment
store-revision-note-missing = { $link } refers to a missing note
store-head-gone = { $link }: noted on { $date } as { $hash }, is missing: the history was cut off or replaced
store-end-gone = { $link }, with which its chain ended, is missing or another: the history was cut off or replaced
store-end-unnoted = { $link } is not noted as the end of its chain: the history was added to or replaced
store-revision-gone = { $link }, which { $entry } names, is missing: the history was cut off
store-revision-replaced = { $link } is not the one that { $entry } names: the history was replaced
store-decision-unlogged = { $link } decides the scenario, and the audit log does not have it: the log was cut off, or no one decided
store-document-orphaned = document { $hash } belongs to no revision: the history was cut off
store-heads-empty = holds no line of heads yet; check that `serve` runs with this file
store-heads-line = line { NUMBER($line, useGrouping: 0) } is not a line of heads; remove it if a power failure cut it off
store-not-empty = a backup can be restored only into an empty store, and this one is not; name another one
store-no-backup = not a backup: make one with `zonewright backup`; copy a store with that too, never by hand while it is open
store-backup-other-plan = is the backup of another plan ({ $found }), this one is { $baseline }; restore it beside its own plan
