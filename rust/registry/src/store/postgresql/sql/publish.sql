-- Publishing.

-- Adds certificates, each under an audit entry. Hashes and others of their issues come with the key of their certificate.
create or replace function add_certificates(p_entries bigint[], p_keys bigint[], p_users bigint[], p_publication_times bigint[],
        p_not_before bigint[], p_not_after bigint[], p_types integer[], p_devices bytea[], p_sha1 bytea[], p_serial_numbers bytea[],
        p_subjects text[], p_issuers text[], p_contents bytea[], p_hashes bigint[], p_hash_keys bigint[],
        p_others bigint[], p_other_keys bigint[])
    returns void language plpgsql set search_path = cscert, pg_temp as $$
declare
    last_key bigint;
begin
    -- An import fills tables that were empty when its statements were planned: none of these may be one that reads a whole table then.
    select certificates into strict last_key from writer for update;
    if exists (select from unnest(p_keys) key where key <= last_key) then
        raise exception 'a certificate key was given before' using errcode = 'unique_violation';
    end if;
    -- Whoever revokes one of them waits, and finds the new one then.
    if cardinality(p_others) > 0 then
        perform from certificate where certificate_key = any (p_others) order by certificate_key for share;
        if exists (select from certificate where certificate_key = any (p_others) and revocation_time is not null) then
            raise exception 'a certificate with the same issuer, serial number and public key was revoked meanwhile'
                using errcode = 'serialization_failure';
        end if;
    end if;
    insert into certificate_content (certificate_key, der) select * from unnest(p_keys, p_contents);
    insert into certificate (certificate_key, user_key, publication_time, not_before, not_after, publication_entry, certificate_type,
        device_id, sha1, sha256, serial_number, subject, issuer)
    select new.key, (select u.user_key from users u where u.user_key = new.user_key), new.publication_time, new.not_before,
        new.not_after, new.entry, new.certificate_type::smallint, new.device_id, new.sha1, sha256(new.der), new.serial_number, new.subject, new.issuer
    from unnest(p_entries, p_keys, p_users, p_publication_times, p_not_before, p_not_after, p_types, p_devices, p_sha1,
        p_serial_numbers, p_subjects, p_issuers, p_contents) new (entry, key, user_key, publication_time, not_before, not_after,
        certificate_type, device_id, sha1, serial_number, subject, issuer, der);
    insert into certificate_lookup (lookup_hash, certificate_key) select * from unnest(p_hashes, p_hash_keys);
    if cardinality(p_others) > 0 then
        insert into shared_issue (certificate_key, issue)
        select other, other from unnest(p_others) other
        on conflict (certificate_key) do nothing;
        insert into shared_issue (certificate_key, issue)
        select new.key, min(s.issue)
        from unnest(p_others, p_other_keys) new (other, key) join shared_issue s on s.certificate_key = new.other
        group by new.key;
    end if;
    update writer set certificates = greatest(certificates, (select max(key) from unnest(p_keys) key));
end $$;

-- Starts a publication.
create or replace function begin_publication(p_request bytea, p_caller text[]) returns bigint language plpgsql security definer
    set search_path = cscert, pg_temp as $$
declare
    made change;
begin
    perform from writer for update;
    made := begin_change(p_request, 'Publish', p_caller);
    if made.change_id is null then
        raise exception 'the request was made before' using errcode = 'unique_violation';
    end if;
    return made.change_id;
end $$;

-- Publishes certificates, whose keys follow the last one that was given; each has an audit entry of its own, in that place.
create or replace function publish_certificates(p_change bigint, p_places bigint[], p_keys bigint[], p_users bigint[],
        p_publication_times bigint[], p_not_before bigint[], p_not_after bigint[], p_types integer[], p_devices bytea[], p_sha1 bytea[],
        p_serial_numbers bytea[], p_subjects text[], p_issuers text[], p_contents bytea[], p_hashes bigint[], p_hash_keys bigint[],
        p_others bigint[], p_other_keys bigint[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Publish');
    last_key bigint;
    entries bigint[] := array(select nextval('entry_id') from generate_series(1, cardinality(p_keys)));
begin
    select certificates into strict last_key from writer;
    if exists (select from unnest(p_keys) with ordinality new (key, number) where new.key is distinct from last_key + new.number) then
        raise exception 'the key of a certificate is not the next one' using errcode = 'invalid_parameter_value';
    end if;
    perform add_certificates(entries, p_keys, p_users, p_publication_times, p_not_before, p_not_after, p_types, p_devices, p_sha1,
        p_serial_numbers, p_subjects, p_issuers, p_contents, p_hashes, p_hash_keys, p_others, p_other_keys);
    insert into pending_entry
    select made.change_id, new.place, new.entry, now_in_microseconds(), 'Publish', 'Succeeded', null, new.user_key,
        name_of_user(new.user_key), 1, '{"thumbprints":["' || upper(encode(new.sha1, 'hex')) || '"]}'
    from unnest(p_places, entries, p_users, p_sha1) new (place, entry, user_key, sha1);
    perform analyze_grown_tables();
end $$;

-- Records refused publications, but none that the audit holds already in the same words, from the same operating system user on the same day
-- (UTC).
create or replace function refuse_publications(p_change bigint, p_places bigint[], p_users bigint[], p_user_names text[], p_reasons text[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Publish');
    time bigint := now_in_microseconds();
    day bigint := time - mod(time, 86400000000);
    refusal record;
begin
    for refusal in select * from unnest(p_places, p_users, p_user_names, p_reasons) refused (place, user_key, user_name, reason) loop
        if exists (select from audit a where a.outcome = 'Refused' and digest_of(a.reason) = digest_of(refusal.reason)
                and a.reason = refusal.reason and a.time >= day and a.time < day + 86400000000
                and a.operating_system_user = made.operating_system_user and a.action = 'Publish'
                and a.account is not distinct from made.account and a.login_user is not distinct from made.login_user
                and a.remote_caller is not distinct from made.remote_caller
                and a.user_key is not distinct from refusal.user_key and a.user_name is not distinct from refusal.user_name)
            or exists (select from pending_entry e where e.change_id = made.change_id and e.outcome = 'Refused' and e.reason = refusal.reason
                and e.user_key is not distinct from refusal.user_key and e.user_name is not distinct from refusal.user_name) then
            continue;
        end if;
        insert into pending_entry
        values (made.change_id, refusal.place, nextval('entry_id'), time, 'Publish', 'Refused', refusal.reason, refusal.user_key, refusal.user_name,
            0, null);
    end loop;
end $$;
