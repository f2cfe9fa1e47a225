-- The roles of the registry, named after its schema, for roles belong to the whole cluster. It takes CREATEROLE and the right to create
-- in the database, no superuser. The owner owns all that follows and logs in nowhere; who may do what is a membership in the others.

do $$
declare
    wanted text;
begin
    foreach wanted in array array['owner', 'reader', 'publisher', 'revoker', 'importer', 'auditor'] loop
        wanted := 'cscert_' || wanted;
        if not exists (select from pg_roles where rolname = wanted) then
            -- The lock of an installation is its database's: another database of the cluster may be installing, too.
            begin
                execute format('create role %I nologin', wanted);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
    end loop;
    -- Who may do more may read.
    foreach wanted in array array['publisher', 'revoker', 'importer', 'auditor'] loop
        wanted := 'cscert_' || wanted;
        if not exists (select from pg_auth_members m
                where m.roleid = 'cscert_reader'::regrole and m.member = wanted::regrole) then
            begin
                execute format('grant cscert_reader to %I', wanted);
            exception when unique_violation then
                null;
            end;
        end if;
    end loop;
end $$;

-- Whoever installs is the owner for this transaction.
do $$
begin
    set local role cscert_owner;
    reset role;
exception when insufficient_privilege then
    execute format('grant cscert_owner to %I', current_user);
    perform set_config('cscert.granted', current_user, true);
end $$;

create schema if not exists cscert authorization cscert_owner;
set local role cscert_owner;
set local search_path = cscert, pg_temp;
