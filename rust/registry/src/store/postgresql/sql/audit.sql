-- The audit: entries wait until their transaction commits; a deferred trigger then chains them. So no change is committed without its
-- entries, whoever calls what, and the head of the chain is held for the time of the commit only.

create or replace function now_in_microseconds() returns bigint language sql volatile
    set search_path = cscert, pg_temp
    as $$ select (extract(epoch from clock_timestamp()) * 1000000)::bigint $$;

-- A text with its length before it; an absent one differs from an empty one.
create or replace function hashed_text(value text) returns bytea language sql immutable parallel safe
    as $$ select case when value is null then '\xffffffffffffffff'::bytea
        else int8send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') end $$;

-- SHA-256 over the same bytes as rust/registry/src/model/audit/chain.rs. Without settings of its own, so that it becomes a part of the
-- expression that calls it: a call by itself takes ten times as long.
create or replace function hash_of(previous bytea, entry audit) returns bytea language sql immutable parallel safe
    as $$ select sha256(previous || int8send(entry.sequence) || int8send(entry.time)
        || hashed_text(entry.operating_system_user) || hashed_text(entry.host) || hashed_text(entry.process)
        || hashed_text(entry.command) || hashed_text(entry.action) || hashed_text(entry.outcome)
        || hashed_text(entry.reason) || hashed_text(entry.user_name) || hashed_text(entry.detail)
        || (case when entry.user_key is null then '\x00' else '\x01' end)::bytea
        || int8send(coalesce(entry.user_key, 0)) || int8send(entry.certificates)
        || case when entry.account is null then ''::bytea else hashed_text(entry.account) end
        || case when entry.login_user is null then ''::bytea else '\x01'::bytea || hashed_text(entry.login_user) end
        || case when entry.remote_caller is null then ''::bytea else '\x02'::bytea || hashed_text(entry.remote_caller) end) $$;

create or replace function end_change() returns trigger language plpgsql security definer
    set search_path = cscert, pg_temp as $$
declare
    made change;
    head audit_head;
    waiting pending_entry;
    entry audit;
    entries audit[] := '{}';
begin
    select * into strict made from change where change_id = new.change_id;
    if made.kind = 'Import' and not made.ended then
        raise exception 'an import has to be ended before it is committed' using errcode = 'invalid_transaction_state';
    end if;
    if not exists (select from pending_entry where change_id = made.change_id) then
        return null;
    end if;
    select * into strict head from audit_head for update;
    for waiting in select * from pending_entry where change_id = made.change_id order by place loop
        entry.sequence := head.sequence + 1;
        -- No entry is older than the one before.
        entry.time := greatest(waiting.time, head.time);
        entry.operating_system_user := made.operating_system_user;
        entry.host := made.host;
        entry.process := made.process;
        entry.command := made.command;
        entry.action := waiting.action;
        entry.outcome := waiting.outcome;
        entry.reason := waiting.reason;
        entry.user_key := waiting.user_key;
        entry.user_name := waiting.user_name;
        entry.certificates := waiting.certificates;
        entry.detail := waiting.detail;
        entry.account := made.account;
        entry.login_user := made.login_user;
        entry.remote_caller := made.remote_caller;
        entry.previous_hash := head.hash;
        entry.entry_id := waiting.entry_id;
        entry.change_id := made.change_id;
        entry.hash := hash_of(head.hash, entry);
        entries := entries || entry;
        if cardinality(entries) >= 1000 then
            insert into audit select * from unnest(entries);
            entries := '{}';
        end if;
        head.sequence := entry.sequence;
        head.time := entry.time;
        head.hash := entry.hash;
    end loop;
    insert into audit select * from unnest(entries);
    update audit_head set sequence = head.sequence, time = head.time, hash = head.hash;
    delete from pending_entry where change_id = made.change_id;
    return null;
end $$;

drop trigger if exists change_ends on change;
create constraint trigger change_ends after insert on change deferrable initially deferred
    for each row execute function end_change();

create or replace function refuse_audit_change() returns trigger language plpgsql
    set search_path = cscert, pg_temp as $$
begin
    raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end $$;

drop trigger if exists audit_is_append_only on audit;
create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function refuse_audit_change();

-- Starts a change for a caller: its user, host, process and command, and the login user and remote caller, which may be null or missing.
-- Null for a request that was made before. It waits for a transaction with the same request that is still under way.
create or replace function begin_change(p_request bytea, p_kind text, p_caller text[]) returns change language plpgsql
    set search_path = cscert, pg_temp as $$
declare
    made change;
begin
    insert into change (request, transaction, kind, account, time, operating_system_user, host, process, command,
        login_user, remote_caller)
    values (p_request, pg_current_xact_id(), p_kind, session_user, now_in_microseconds(),
        p_caller[1], p_caller[2], p_caller[3], p_caller[4], p_caller[5], p_caller[6])
    on conflict (request) do nothing
    returning * into made;
    return made;
end $$;

-- A change that this very transaction has begun, locked.
create or replace function own_change(p_change bigint, p_kind text) returns change language plpgsql
    set search_path = cscert, pg_temp as $$
declare
    made change;
begin
    select * into made from change
    where change_id = p_change and kind = p_kind and transaction = pg_current_xact_id() and not ended
    for update;
    if not found then
        raise exception 'this transaction has not begun change %', p_change using errcode = 'invalid_transaction_state';
    end if;
    return made;
end $$;

create or replace function name_of_user(p_user bigint) returns text language sql stable
    as $$ select coalesce(sip_address, distinguished_name) from users where user_key = p_user $$;

-- Records an attempt that was refused.
create or replace function record_refusal(p_request bytea, p_caller text[], p_action text, p_user bigint, p_user_name text, p_reason text)
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change;
begin
    if p_action not in ('Publish', 'Revoke', 'Restore', 'Import', 'Prune') then
        raise exception '"%" is not an action', p_action using errcode = 'invalid_parameter_value';
    end if;
    made := begin_change(p_request, 'Refuse', p_caller);
    if made.change_id is not null then
        insert into pending_entry
        values (made.change_id, 0, nextval('entry_id'), made.time, p_action, 'Refused', p_reason, p_user, p_user_name, 0, null);
    end if;
end $$;
