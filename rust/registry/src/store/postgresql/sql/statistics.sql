-- Without the planner's statistics of a table that has grown, its queries read all of it. The server gathers them by itself, but a minute later:
-- who imports asks next.

create or replace function has_grown(p_table regclass, p_rows bigint) returns boolean language sql stable
    as $$ select p_rows > 1000 + 2 * greatest(reltuples, 0) from pg_class where oid = p_table $$;

-- Called by whoever has added rows, with the row of writer locked. Nobody waits for a VACUUM that holds a table.
create or replace function analyze_grown_tables() returns void language plpgsql set search_path = cscert, pg_temp as $$
declare
    last writer;
begin
    select * into strict last from writer;
    if has_grown('users', last.users) then
        analyze (skip_locked) users, user_name, user_word;
    end if;
    if has_grown('certificate', last.certificates) then
        analyze (skip_locked) certificate, certificate_lookup;
    end if;
end $$;
