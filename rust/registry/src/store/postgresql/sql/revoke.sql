-- Revoking and taking off hold.

-- The names of RFC 5280, section 5.3.1.
create or replace function name_of_reason(p_reason integer) returns text language sql immutable parallel safe
    as $$ select case p_reason
        when 0 then 'Unspecified' when 1 then 'KeyCompromise' when 2 then 'CACompromise' when 3 then 'AffiliationChanged'
        when 4 then 'Superseded' when 5 then 'CessationOfOperation' when 6 then 'CertificateHold'
        when 8 then 'RemoveFromCRL' when 9 then 'PrivilegeWithdrawn' when 10 then 'AACompromise' end $$;

-- Whether a reason changes a certificate that was revoked for another, or was not: on hold is not for good, and all else is.
create or replace function reason_changes(p_reason integer, p_current integer) returns boolean language sql immutable parallel safe
    as $$ select case when p_current is null then p_reason <> 8 else p_current = 6 and p_reason <> 6 end $$;

-- The certificates that may be changed with these users' (all of a user's where none is named): others of their issues too.
create or replace function changed_with(p_users bigint[], p_certificates bigint[]) returns setof bigint language sql stable
    set search_path = cscert, pg_temp
    as $$
    with named as (
        select c.certificate_key
        from unnest(p_users, p_certificates) wanted (user_key, certificate_key)
        join certificate c on c.user_key = wanted.user_key
            and (wanted.certificate_key is null or c.certificate_key = wanted.certificate_key)
        where c.revocation_time is null or c.revocation_reason = 6)
    select certificate_key from named
    union
    select other.certificate_key
    from named join shared_issue s using (certificate_key)
    join shared_issue other on other.issue = s.issue
    join certificate c on c.certificate_key = other.certificate_key
    where c.revocation_time is null or c.revocation_reason = 6 $$;

-- Revokes, or takes off hold, each user's certificates under an audit entry of its own. Returns the place (from 1) of each revocation whose
-- user there is, with the user's name, and of each certificate that was changed, or that is to be taken off hold and is revoked for good. A
-- request that was made before is answered as it was then.
create or replace function change_certificates(p_kind text, p_request bytea, p_caller text[], p_users bigint[], p_certificates bigint[],
        p_reasons integer[], p_reason_texts text[])
    returns table (place integer, user_key bigint, certificate_key bigint, user_name text, is_for_good boolean) language plpgsql
    set search_path = cscert, pg_temp as $$
#variable_conflict use_column
declare
    made change;
    held bigint[] := '{}';
    more bigint[];
    run record;
begin
    made := begin_change(p_request, p_kind, p_caller);
    if made.change_id is null then
        return query
            select wanted.place::integer, u.user_key, null::bigint, coalesce(u.sip_address, u.distinguished_name), false
            from unnest(p_users) with ordinality wanted (user_key, place) join users u on u.user_key = wanted.user_key
            union all
            select coalesce((select min(wanted.place) from unnest(p_users) with ordinality wanted (user_key, place)
                    where wanted.user_key = c.user_key), 1)::integer, c.user_key, c.certificate_key, null, false
            from change before join audit a on a.change_id = before.change_id
            -- Of what was changed since, only the entry still tells.
            join certificate c on c.user_key = a.user_key and strpos(a.detail, upper(encode(c.sha1, 'hex'))) > 0
            where before.request = p_request and before.account = session_user and before.kind = p_kind
            order by 1, 3 nulls first;
        return;
    end if;
    -- In the order of their keys, so that two that revoke the same wait for each other and not in a circle. Whoever publishes another
    -- certificate of an issue holds those that are there: what was waited for may have become more.
    loop
        select array_agg(key order by key) into more
        from (select key from changed_with(p_users, p_certificates) key except select unnest(held)) new;
        exit when more is null;
        perform from certificate c where c.certificate_key = any (more) order by c.certificate_key for update;
        held := held || more;
        exit when not exists (select from shared_issue);
    end loop;
    -- What is put on hold may be revoked for good further on in the same batch, and nothing else is changed twice.
    for run in
        select min(placed.place) as first_place, max(placed.place) as last_place
        from (select r.place, r.reason = 6 as holds,
                r.place - row_number() over (partition by r.reason = 6 order by r.place) as island
            from unnest(p_reasons) with ordinality r (reason, place)) placed
        group by placed.holds, placed.island order by 1
    loop
        return query
            with wanted as (
                select w.user_key, w.certificate_key, w.place::integer as place
                from unnest(p_users, p_certificates) with ordinality w (user_key, certificate_key, place)
                where w.place between run.first_place and run.last_place),
            named as (
                select c.certificate_key, c.user_key, min(wanted.place) as place
                from wanted join certificate c on c.user_key = wanted.user_key
                    and (wanted.certificate_key is null or c.certificate_key = wanted.certificate_key)
                where reason_changes(p_reasons[wanted.place], c.revocation_reason)
                group by c.certificate_key, c.user_key),
            of_issue as (
                select c.certificate_key, c.user_key, min(named.place) as place
                from named join shared_issue s on s.certificate_key = named.certificate_key
                join shared_issue other on other.issue = s.issue
                join certificate c on c.certificate_key = other.certificate_key
                where reason_changes(p_reasons[named.place], c.revocation_reason)
                group by c.certificate_key, c.user_key),
            -- Where one is named and of an issue, the first revocation has it.
            chosen as materialized (
                select distinct on (certificate_key) certificate_key, user_key, place, is_named
                from (select *, true as is_named from named union all select *, false from of_issue) either
                order by certificate_key, place, is_named desc),
            entry as materialized (
                select place, user_key, nextval('entry_id') as entry_id,
                    coalesce((select max(e.place) from pending_entry e where e.change_id = made.change_id), 0)
                        + row_number() over (order by place, user_key <> p_users[place], user_key) as entry_place
                from (select distinct place, user_key from chosen) entries),
            done as (
                update certificate c set
                    revocation_time = case when p_kind = 'Revoke' then made.time end,
                    revocation_reason = case when p_kind = 'Revoke' then p_reasons[chosen.place]::smallint end,
                    revocation_entry = case when p_kind = 'Revoke' then entry.entry_id end,
                    revoked_by = case when p_kind = 'Revoke' then made.operating_system_user end
                from chosen join entry on entry.place = chosen.place and entry.user_key = chosen.user_key
                where c.certificate_key = chosen.certificate_key
                    and reason_changes(p_reasons[chosen.place], c.revocation_reason)
                returning c.certificate_key, c.user_key, c.sha1, chosen.place, chosen.is_named, entry.entry_id, entry.entry_place),
            noted as (
                insert into pending_entry
                select made.change_id, done.entry_place, done.entry_id, made.time, p_kind, 'Succeeded',
                    name_of_reason(p_reasons[done.place]) || coalesce(': ' || p_reason_texts[done.place], ''),
                    done.user_key, coalesce(u.sip_address, u.distinguished_name), count(*),
                    '{"thumbprints":[' || string_agg('"' || upper(encode(done.sha1, 'hex')) || '"', ','
                        order by not done.is_named, done.certificate_key) || ']}'
                from done join users u on u.user_key = done.user_key
                group by done.entry_place, done.entry_id, done.user_key, done.place, u.sip_address, u.distinguished_name)
            select answer.place, answer.user_key, answer.certificate_key, answer.user_name, answer.is_for_good from (
                select wanted.place, u.user_key, null::bigint as certificate_key, 0::bigint as entry_place, true as is_named,
                    coalesce(u.sip_address, u.distinguished_name) as user_name, false as is_for_good
                from wanted join users u on u.user_key = wanted.user_key
                union all
                select done.place, done.user_key, done.certificate_key, done.entry_place, done.is_named, null, false from done
                union all
                select wanted.place, c.user_key, c.certificate_key, 0, true, null, true
                from wanted join certificate c on c.user_key = wanted.user_key
                    and (wanted.certificate_key is null or c.certificate_key = wanted.certificate_key)
                where p_kind = 'Restore' and c.revocation_reason <> 6) answer
            order by answer.place, answer.entry_place, not answer.is_named, answer.certificate_key;
    end loop;
end $$;

-- Revokes; the answer is that of change_certificates.
create or replace function revoke_certificates(p_request bytea, p_caller text[], p_users bigint[], p_certificates bigint[],
        p_reasons integer[], p_reason_texts text[])
    returns table (place integer, user_key bigint, certificate_key bigint, user_name text) language plpgsql security definer
    set search_path = cscert, pg_temp as $$
begin
    if exists (select from unnest(p_reasons) reason where name_of_reason(reason) is null or reason = 8) then
        raise exception 'a revocation reason is not one of RFC 5280' using errcode = 'invalid_parameter_value';
    end if;
    return query select c.place, c.user_key, c.certificate_key, c.user_name
        from change_certificates('Revoke', p_request, p_caller, p_users, p_certificates, p_reasons, p_reason_texts) c;
end $$;

-- Takes off hold; the answer is that of change_certificates.
create or replace function restore_certificates(p_request bytea, p_caller text[], p_users bigint[], p_certificates bigint[])
    returns table (place integer, user_key bigint, certificate_key bigint, user_name text, is_for_good boolean)
    language plpgsql security definer set search_path = cscert, pg_temp as $$
begin
    return query select c.place, c.user_key, c.certificate_key, c.user_name, c.is_for_good
        from change_certificates('Restore', p_request, p_caller, p_users, p_certificates,
            array_fill(8, array[cardinality(p_users)]), array_fill(null::text, array[cardinality(p_users)])) c;
end $$;
