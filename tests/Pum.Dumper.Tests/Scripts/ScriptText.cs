using System.Text;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Tests.Scripts;

/// <summary>Shorthands of the tests on scripts.</summary>
internal static class ScriptText
{
    public static readonly PostgresVersion Psql = new(15, 18);
    public static readonly PostgresVersion OldPsql = new(15, 2);

    /// <summary>A dump as pg_dump writes it, with a bit of everything.</summary>
    public const string Dump = """
        --
        -- PostgreSQL database dump
        --

        \restrict a1B2c3

        -- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
        -- Dumped by pg_dump version 17.11

        SET statement_timeout = 0;
        SET transaction_timeout = 0;
        SET client_encoding = 'UTF8';
        SET standard_conforming_strings = on;
        SELECT pg_catalog.set_config('search_path', '', false);

        CREATE FUNCTION public.f() RETURNS void
            LANGUAGE plpgsql
            AS $_$ BEGIN RAISE NOTICE '\! no'; END; $_$;
        CREATE TABLE public.t (
            a integer,
            b text DEFAULT 'it''s; \! no'
        );
        COPY public.t (a, b) FROM stdin;
        1	\\! touch canary
        2	; ROLLBACK;
        \.

        BEGIN;
        SELECT pg_catalog.lo_open('1', 131072);
        COMMIT;

        --
        -- PostgreSQL database dump complete
        --

        \unrestrict a1B2c3


        """;

    public static ScriptFacts Scan(string script) => Scan(Encoding.Latin1.GetBytes(script));

    public static ScriptFacts Scan(byte[] script) => ScriptScanner.Scan(new MemoryStream(script));

    public static string[] Codes(string script, bool trusted = false, PostgresVersion? psql = null) =>
        [.. ScriptCheck.Check(Scan(script), "/dumps/app.sql", ScriptMode.Guarded, trusted, psql ?? Psql).Select(failure => failure.Code)];

    public static async Task<string> FeedAsync(string script, PsqlInvocation? session = null, int serverMajor = 17)
    {
        session ??= PsqlInvocation.For(ScriptMode.Guarded, Psql, trusted: false);
        var bytes = Encoding.Latin1.GetBytes(script);
        using var output = new MemoryStream();
        var request = new ScriptFeedRequest { Path = "/dumps/app.sql", Facts = Scan(bytes), Invocation = session, ServerMajor = serverMajor };
        await ScriptFeed.WriteAsync(request, new MemoryStream(bytes), output, CancellationToken.None);
        return Encoding.Latin1.GetString(output.ToArray());
    }
}
