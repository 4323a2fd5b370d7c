-- Extensions that PostgreSQL marks as trusted: whoever may CREATE in the database may install them.
CREATE SCHEMA "ext ensions";
CREATE EXTENSION pg_trgm WITH SCHEMA "ext ensions";
CREATE EXTENSION hstore WITH SCHEMA "ext ensions";
CREATE EXTENSION citext WITH SCHEMA "ext ensions";
CREATE EXTENSION ltree WITH SCHEMA "ext ensions";
CREATE EXTENSION pgcrypto WITH SCHEMA public;
CREATE EXTENSION btree_gist WITH SCHEMA public;
CREATE EXTENSION btree_gin WITH SCHEMA "ext ensions";
CREATE EXTENSION unaccent WITH SCHEMA public;
CREATE EXTENSION intarray WITH SCHEMA "ext ensions";
CREATE EXTENSION fuzzystrmatch WITH SCHEMA "ext ensions";
CREATE EXTENSION isn WITH SCHEMA "ext ensions";
CREATE EXTENSION tablefunc WITH SCHEMA "ext ensions";
CREATE EXTENSION "uuid-ossp" WITH SCHEMA "ext ensions";

CREATE TABLE public.extended (
    id uuid PRIMARY KEY DEFAULT "ext ensions".uuid_generate_v4(),
    properties "ext ensions".hstore,
    mail "ext ensions".citext UNIQUE,
    path "ext ensions".ltree,
    isbn "ext ensions".isbn13
);
CREATE INDEX extended_mail_trgm ON public.extended USING gin ((mail::text) "ext ensions".gin_trgm_ops);
CREATE INDEX extended_path ON public.extended USING gist (path);
CREATE INDEX extended_properties ON public.extended USING gin (properties);
INSERT INTO public.extended (id, properties, mail, path, isbn) VALUES
    ('00000000-0000-0000-0000-000000000001', 'a=>1, "b \"q\""=>NULL, "=>"=>"\\"', 'Ann@Example.org', 'top.science.physics', '978-0-393-04002-9'),
    ('00000000-0000-0000-0000-000000000002', '', NULL, '', NULL);
