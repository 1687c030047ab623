### Settings: what each is for, and what is wrong with one.

config-title = Settings
config-col-name = Setting
config-col-value = Value
config-col-source = From
config-col-about = What it is for

config-source = { $source ->
    [option] option
    [environment] environment
    [file] file
   *[default] default
}

config-about = { $name ->
    [config] the file of settings
    [store] the store of scenarios: a file, or postgresql://…
    [store_backed_up] the version that a PostgreSQL store may be brought to, since it is backed up
    [heads] the file in which the last hash of every history is noted daily, or the address to which it is sent
    [token] whose name a command acts in
    [lang] the language of what a command prints: en, zh
    [limit_s] seconds that a question may compute
    [limit_vertices] vertices that a question may hold
    [kernel] off: without the compiled code
    [progress] lines: each step as a line on standard error
    [debug] 1: the traceback of a fault of the program
    [host] the address to listen on
    [port] the port to listen on; 0: any
    [workers] how many processes answer
    [access_log] the file that gets a line of JSON for each request; -: standard output
    [basemap] tiles that the page may show, with commas between
    [review_number] the map review number, shown and printed
    [trusted_proxy] proxies, or networks of them, whose word on address, scheme and path is taken
    [public_scenarios] on or off: whether scenarios may be shown to whoever comes, not only to who is signed in
    [session_idle_minutes] minutes without a request after which one signs in again
    [session_hours] hours after which one signs in again in any case
    [rate_per_person] requests a second that a person may send on and on; ten times as many at once
    [rate_per_address] the same for an address
    [oidc_issuer] the provider of identities (OpenID Connect): https://…
    [oidc_client_id] what the service is called there
    [oidc_client_secret] its secret there, if it has one
    [oidc_scope] what is asked of the provider
    [oidc_name_claim] the claim that is a person's name here, one person's alone
    [oidc_groups_claim] the claim that lists a person's groups
    [oidc_roles] which group has which role: GROUP=ROLE; GROUP=ROLE
    [oidc_label] what the page calls the provider
   *[other] { $name }
}

config-wanted = { $name ->
    [lang] en or zh
    [port] a whole number from 0 to 65535
    [workers] a whole number from 1 to 64
    [trusted_proxy] addresses or networks with commas between, such as 127.0.0.1, 10.0.0.0/8
    [session_hours] a number above 0, at most 8760
    [public_scenarios] on or off
    [session_idle_minutes] a number above 0, at most 525600
    [oidc_issuer] the address of the provider: https://…
    [oidc_roles] GROUP=ROLE with semicolons between; a role is monitor, viewer, planner, approver or admin
   *[other] a number above 0
}

config-invalid = { $place }: must be { $wanted }, not { $given }; correct it
config-unknown = { $name }: there is no such setting; { $hint }
config-not-a-value = { $name }: must be a text, a number, a list or a table of them; correct it
config-file-unreadable = cannot be read ({ $why }); name a file of settings
config-file-not-toml = is no TOML in UTF-8 ({ $why }); correct it
config-oidc-incomplete = { $name } ({ $variable }) is missing: a provider of identities needs it
