-- Importing: one transaction of several calls, between begin_import and end_import. What is decided is decided outside, and comes in arrays.

create or replace function begin_import(p_request bytea, p_caller text[]) returns bigint language plpgsql security definer
    set search_path = cscert, pg_temp as $$
declare
    made change;
begin
    perform from writer for update;
    made := begin_change(p_request, 'Import', p_caller);
    if made.change_id is null then
        raise exception 'the request was made before' using errcode = 'unique_violation';
    end if;
    update change set entry_id = nextval('entry_id') where change_id = made.change_id;
    return made.change_id;
end $$;

-- Adds a domain, or gives the one that has the key other names; returns its key.
create or replace function put_domain(p_change bigint, p_key bigint, p_dns_name text, p_netbios_name text, p_assumed boolean)
    returns bigint language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
    key bigint := coalesce(p_key, (select coalesce(max(domain_key), 0) + 1 from domain));
begin
    insert into domain values (key, p_dns_name, p_netbios_name, p_assumed)
    on conflict (domain_key) do update
        set dns_name = excluded.dns_name, netbios_name = excluded.netbios_name, assumed = excluded.assumed;
    return key;
end $$;

-- Adds those of these names of attributes that are new in any case.
create or replace function add_attribute_names(p_change bigint, p_folded text[], p_spelled text[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
begin
    insert into attribute_name (folded_name, spelled_name)
    select distinct on (folded) folded, spelled
    from unnest(p_folded, p_spelled) with ordinality new (folded, spelled, place) order by folded, place
    on conflict (digest_of(folded_name)) do nothing;
end $$;

-- Gives a pool its host name, and its home servers too; whether that is new. A pool that is known keeps its name unless it is renamed.
create or replace function put_pool(p_change bigint, p_pool_key text, p_dns_host_name text, p_rename boolean)
    returns boolean language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
    known text := (select dns_host_name from pool
        where digest_of(pool_key) = digest_of(p_pool_key) and pool_key = p_pool_key);
    is_new boolean := known is distinct from p_dns_host_name;
begin
    if known is not null and not p_rename then
        return false;
    end if;
    if is_new then
        insert into pool values (p_pool_key, p_dns_host_name)
        on conflict (digest_of(pool_key)) do update set dns_host_name = excluded.dns_host_name;
    end if;
    update home_server set registrar_pool = p_dns_host_name
    where digest_of(pool_key) = digest_of(p_pool_key) and pool_key = p_pool_key
        and registrar_pool is distinct from p_dns_host_name;
    return is_new or found;
end $$;

-- The key of a home server, which is added if there is none, under the name of its pool.
create or replace function put_home_server(p_change bigint, p_distinguished_name text, p_pool_key text, p_pool_name text)
    returns bigint language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
    key bigint := (select home_server_key from home_server
        where digest_of(distinguished_name) = digest_of(p_distinguished_name) and distinguished_name = p_distinguished_name);
begin
    if key is null then
        insert into home_server
        select coalesce(max(home_server_key), 0) + 1, p_distinguished_name, p_pool_key,
            coalesce((select dns_host_name from pool
                where digest_of(pool_key) = digest_of(p_pool_key) and pool_key = p_pool_key), p_pool_name)
        from home_server
        returning home_server_key into key;
    end if;
    return key;
end $$;

-- Changes what finds users: takes hashes and words away, and then adds others. Called before put_users, so that who is new can be told.
create or replace function put_names(p_change bigint, p_old_hashes bigint[], p_old_hash_users bigint[], p_hashes bigint[],
        p_hash_users bigint[], p_old_words text[], p_old_word_users bigint[], p_words text[], p_word_users bigint[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
    last_key bigint;
begin
    select users into strict last_key from writer for update;
    delete from user_name n using unnest(p_old_hashes, p_old_hash_users) old (hash, key)
    where n.name_hash = old.hash and n.user_key = old.key;
    delete from user_word w using unnest(p_old_words, p_old_word_users) old (word, key)
    where w.word = old.word collate "C" and w.user_key = old.key;
    -- Who is new has none yet, and looking for them takes as long as adding them.
    insert into user_name select * from unnest(p_hashes, p_hash_users) new (hash, key) where key > last_key;
    insert into user_word select * from unnest(p_words, p_word_users) new (word, key) where key > last_key;
    -- Another version's folding may have left a hash or a word that is a new one now.
    insert into user_name select * from unnest(p_hashes, p_hash_users) new (hash, key) where key <= last_key
    on conflict do nothing;
    insert into user_word select * from unnest(p_words, p_word_users) new (word, key) where key <= last_key
    on conflict do nothing;
end $$;

-- Adds users, and changes those that are there. Who was gone is no longer.
create or replace function put_users(p_change bigint, p_keys bigint[], p_guids bytea[], p_distinguished_names text[],
        p_sip_addresses text[], p_user_principal_names text[], p_sam_account_names text[], p_display_names text[], p_common_names text[],
        p_user_account_controls bigint[], p_domains bigint[], p_home_servers bigint[], p_enabled boolean[], p_option_flags bigint[],
        p_when_created bigint[], p_when_changed bigint[], p_line_uris text[], p_given_names text[], p_surnames text[],
        p_departments text[], p_titles text[], p_attributes text[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
    last_key bigint;
begin
    select users into strict last_key from writer for update;
    if exists (select from unnest(p_keys) key where key <= last_key and not exists (select from users u where u.user_key = key)) then
        raise exception 'a user key was given before' using errcode = 'unique_violation';
    end if;
    insert into users (user_key, object_guid, distinguished_name, sip_address, user_principal_name, sam_account_name, display_name,
        common_name, user_account_control, domain_key, home_server_key, enabled, option_flags, when_created, when_changed, line_uri,
        given_name, surname, department, title, attributes)
    select * from unnest(p_keys, p_guids, p_distinguished_names, p_sip_addresses, p_user_principal_names, p_sam_account_names,
        p_display_names, p_common_names, p_user_account_controls, p_domains, p_home_servers, p_enabled, p_option_flags,
        p_when_created, p_when_changed, p_line_uris, p_given_names, p_surnames, p_departments, p_titles, p_attributes)
    on conflict (user_key) do update set object_guid = excluded.object_guid, distinguished_name = excluded.distinguished_name,
        sip_address = excluded.sip_address, user_principal_name = excluded.user_principal_name,
        sam_account_name = excluded.sam_account_name, display_name = excluded.display_name, common_name = excluded.common_name,
        user_account_control = excluded.user_account_control, domain_key = excluded.domain_key,
        home_server_key = excluded.home_server_key, gone_since = null, gone_entry = null, enabled = excluded.enabled,
        option_flags = excluded.option_flags, when_created = excluded.when_created, when_changed = excluded.when_changed,
        line_uri = excluded.line_uri, given_name = excluded.given_name, surname = excluded.surname,
        department = excluded.department, title = excluded.title, attributes = excluded.attributes;
    update writer set users = greatest(users, (select max(key) from unnest(p_keys) key));
end $$;

-- Adds certificates.
create or replace function import_certificates(p_change bigint, p_keys bigint[], p_users bigint[], p_publication_times bigint[],
        p_not_before bigint[], p_not_after bigint[], p_types integer[], p_devices bytea[], p_sha1 bytea[], p_serial_numbers bytea[],
        p_subjects text[], p_issuers text[], p_contents bytea[], p_hashes bigint[], p_hash_keys bigint[],
        p_others bigint[], p_other_keys bigint[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
begin
    perform add_certificates(array_fill(made.entry_id, array[cardinality(p_keys)]), p_keys, p_users, p_publication_times, p_not_before, p_not_after, p_types, p_devices, p_sha1,
        p_serial_numbers, p_subjects, p_issuers, p_contents, p_hashes, p_hash_keys, p_others, p_other_keys);
    update change set certificates = certificates + cardinality(p_keys) where change_id = made.change_id;
end $$;

-- Takes back a certificate that this import has added.
create or replace function withdraw_certificate(p_change bigint, p_certificate bigint, p_hashes bigint[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
begin
    delete from certificate where certificate_key = p_certificate and publication_entry = made.entry_id;
    if not found then
        raise exception 'this import has not added certificate %', p_certificate using errcode = 'invalid_parameter_value';
    end if;
    delete from certificate_content where certificate_key = p_certificate;
    delete from certificate_lookup where lookup_hash = any (p_hashes) and certificate_key = p_certificate;
    delete from shared_issue where certificate_key = p_certificate;
    update change set certificates = certificates - 1 where change_id = made.change_id;
end $$;

-- Ends an import: its entry, then those of users whom the directory no longer holds.
create or replace function end_import(p_change bigint, p_detail text, p_gone bigint[], p_gone_reasons text[])
    returns void language plpgsql security definer set search_path = cscert, pg_temp as $$
declare
    made change := own_change(p_change, 'Import');
    time bigint := now_in_microseconds();
begin
    insert into pending_entry
    values (made.change_id, 0, made.entry_id, time, 'Import', 'Succeeded', null, null, null, made.certificates, p_detail);
    with entry as (
        select gone.key, gone.reason, gone.place, nextval('entry_id') as entry_id
        from unnest(p_gone, p_gone_reasons) with ordinality gone (key, reason, place)),
    left_users as (
        update users u set gone_since = time, gone_entry = entry.entry_id
        from entry where u.user_key = entry.key
        returning u.user_key, u.sip_address, u.distinguished_name, entry.reason, entry.place, entry.entry_id)
    insert into pending_entry
    select made.change_id, place, entry_id, time, 'Prune', 'Succeeded', reason, user_key,
        coalesce(sip_address, distinguished_name), 0, null
    from left_users;
    update change set ended = true where change_id = made.change_id;
    perform analyze_grown_tables();
end $$;
