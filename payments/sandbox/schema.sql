create schema if not exists sandbox;
set local search_path to sandbox;

create table if not exists settings (name text primary key, value jsonb not null);

create table if not exists things (
    seq bigserial primary key,
    id text not null unique,
    kind text not null,
    account text not null default '',   -- '' is the platform, else the connected account
    created bigint not null,
    body jsonb not null,
    hidden jsonb not null default '{}'
);
create index if not exists things_kind on things (kind, account, seq);
create index if not exists things_intent on things ((body->>'payment_intent'));
create index if not exists things_charge on things ((body->>'charge'));
create index if not exists things_group on things ((body->>'transfer_group'));

create table if not exists entries (
    seq bigserial primary key,
    id text not null unique,
    account text not null,
    currency text not null,
    amount bigint not null,
    fee bigint not null default 0,
    net bigint generated always as (amount - fee) stored,
    created bigint not null,
    available_on bigint not null,
    type text not null,
    reporting_category text not null,
    source text,
    description text
);
create index if not exists entries_balance on entries (account, currency, available_on);
create index if not exists entries_source on entries (source);

create table if not exists due (
    seq bigserial primary key,
    at bigint not null,
    what text not null,
    subject text not null,
    unique (what, subject)
);
create index if not exists due_at on due (at);

create table if not exists events (
    seq bigserial primary key,
    id text not null unique,
    style text not null,                -- 'snapshot' or 'thin'
    type text not null,
    created bigint not null,
    account text not null default '',
    subject text,
    body jsonb not null
);

create table if not exists deliveries (
    seq bigserial primary key,
    event text not null references events (id) on delete cascade,
    style text not null,
    state text not null default 'waiting',   -- waiting, delivered, failed, lost
    attempts int not null default 0,
    next_try double precision not null,      -- real time, not the sandbox's clock
    last_error text
);
create index if not exists deliveries_waiting on deliveries (next_try) where state = 'waiting';
create index if not exists deliveries_event on deliveries (event);

create table if not exists idempotency (
    key text not null,
    account text not null,
    fingerprint text not null,
    status int not null,
    body text not null,
    request_id text not null,
    created bigint not null,
    primary key (key, account)
);

create table if not exists requests (
    seq bigserial primary key,
    path text not null,
    given jsonb not null,
    key text not null,
    status int not null,
    replayed boolean not null
);

create table if not exists faults (
    seq bigserial primary key,
    match text not null,
    kind text not null,
    left_over int not null,
    skip int not null,
    seconds double precision not null,
    error jsonb
);

create table if not exists happened (kind text primary key, times bigint not null default 0);
