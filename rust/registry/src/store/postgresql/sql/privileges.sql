-- Who may do what. Nobody has a right to change a table: changes go through functions of the owner.

revoke all on all tables in schema cscert from public, cscert_reader, cscert_publisher, cscert_revoker, cscert_importer, cscert_auditor;
revoke all on all functions in schema cscert from public, cscert_reader, cscert_publisher, cscert_revoker, cscert_importer, cscert_auditor;
grant usage on schema cscert to cscert_reader;

grant select on registry, writer, domain, pool, home_server, attribute_name, users, user_name, user_word, certificate,
    certificate_content, certificate_lookup, shared_issue, audit_head to cscert_reader;
grant execute on function digest_of(text) to cscert_reader;
grant select on audit to cscert_auditor;

grant execute on function begin_publication, publish_certificates, refuse_publications to cscert_publisher;
grant execute on function revoke_certificates, restore_certificates to cscert_revoker;
grant execute on function begin_import, put_domain, add_attribute_names, put_pool, put_home_server, put_users, put_names,
    import_certificates, withdraw_certificate, end_import to cscert_importer;
grant execute on function record_refusal to cscert_publisher, cscert_revoker, cscert_importer;

reset role;
do $$
begin
    if current_setting('cscert.granted', true) = current_user then
        execute format('revoke cscert_owner from %I', current_user);
    end if;
end $$;
