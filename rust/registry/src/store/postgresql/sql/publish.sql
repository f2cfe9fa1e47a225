-- Publishing.

-- Adds certificates under an audit entry. Hashes and others of their issues come with the key of their certificate.
create or replace function add_certificates(p_entry bigint, p_keys bigint[], p_users bigint[], p_publication_times bigint[],
        p_not_before bigint[], p_not_after bigint[], p_types integer[], p_devices bytea[], p_sha1 bytea[], p_serial_numbers bytea[],
        p_subjects text[], p_issuers text[], p_contents bytea[], p_hashes bigint[], p_hash_keys bigint[],
        p_others bigint[], p_other_keys bigint[])
    returns void language plpgsql set search_path = cscert, pg_temp as $$
declare
    last_key bigint;
begin
    select certificates into strict last_key from writer for update;
    if exists (select from unnest(p_keys) key where key <= last_key) then
        raise exception 'a certificate key was given before' using errcode = 'unique_violation';
    end if;
    -- Whoever revokes one of them waits, and finds the new one then.
    perform from certificate where certificate_key = any (p_others) order by certificate_key for share;
    if exists (select from certificate where certificate_key = any (p_others) and revocation_time is not null) then
        raise exception 'a certificate with the same issuer, serial number and public key was revoked meanwhile'
            using errcode = 'serialization_failure';
    end if;
    insert into certificate_content (certificate_key, der) select * from unnest(p_keys, p_contents);
    insert into certificate (certificate_key, user_key, publication_time, not_before, not_after, publication_entry, certificate_type,
        device_id, sha1, sha256, serial_number, subject, issuer)
    select new.key, u.user_key, new.publication_time, new.not_before, new.not_after, p_entry, new.certificate_type::smallint,
        new.device_id, new.sha1, sha256(new.der), new.serial_number, new.subject, new.issuer
    from unnest(p_keys, p_users, p_publication_times, p_not_before, p_not_after, p_types, p_devices, p_sha1, p_serial_numbers,
        p_subjects, p_issuers, p_contents) new (key, user_key, publication_time, not_before, not_after, certificate_type, device_id,
        sha1, serial_number, subject, issuer, der)
    left join users u on u.user_key = new.user_key;
    insert into certificate_lookup (lookup_hash, certificate_key) select * from unnest(p_hashes, p_hash_keys);
    insert into shared_issue (certificate_key, issue)
    select other, other from unnest(p_others) other
    on conflict (certificate_key) do nothing;
    insert into shared_issue (certificate_key, issue)
    select new.key, min(s.issue)
    from unnest(p_others, p_other_keys) new (other, key) join shared_issue s on s.certificate_key = new.other
    group by new.key;
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

-- Publishes a certificate; returns its key.
create or replace function publish_certificate(p_change bigint, p_user bigint, p_publication_time bigint, p_not_before bigint,
        p_not_after bigint, p_type integer, p_device bytea, p_sha1 bytea, p_serial_number bytea, p_subject text, p_issuer text,
        p_content bytea, p_hashes bigint[], p_others bigint[])
    returns bigint language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Publish');
    key bigint;
    entry bigint := nextval('entry_id');
begin
    select certificates + 1 into strict key from writer;
    perform add_certificates(entry, array[key], array[p_user], array[p_publication_time], array[p_not_before], array[p_not_after],
        array[p_type], array[p_device], array[p_sha1], array[p_serial_number], array[p_subject], array[p_issuer], array[p_content],
        p_hashes, array_fill(key, array[cardinality(p_hashes)]), p_others, array_fill(key, array[cardinality(p_others)]));
    insert into pending_entry
    values (made.change_id, entry, entry, now_in_microseconds(), 'Publish', 'Succeeded', null, p_user, name_of_user(p_user), 1,
        '{"thumbprints":["' || upper(encode(p_sha1, 'hex')) || '"]}');
    return key;
end $$;

-- Records a refused publication, unless the audit holds one that says the same, from the same operating system user on the same day (UTC).
create or replace function refuse_publication(p_change bigint, p_user bigint, p_user_name text, p_reason text)
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Publish');
    entry bigint := nextval('entry_id');
    time bigint := now_in_microseconds();
    day bigint := time - mod(time, 86400000000);
begin
    if exists (select from audit a where a.outcome = 'Refused' and digest_of(a.reason) = digest_of(p_reason) and a.reason = p_reason
            and a.time >= day and a.time < day + 86400000000 and a.operating_system_user = made.operating_system_user
            and a.action = 'Publish' and a.user_key is not distinct from p_user
            and a.user_name is not distinct from p_user_name)
        or exists (select from pending_entry e where e.change_id = made.change_id and e.outcome = 'Refused' and e.reason = p_reason
            and e.user_key is not distinct from p_user and e.user_name is not distinct from p_user_name) then
        return;
    end if;
    insert into pending_entry
    values (made.change_id, entry, entry, time, 'Publish', 'Refused', p_reason, p_user, p_user_name, 0, null);
end $$;
