using System.Collections.Immutable;

namespace Pum.Dumper.Failures;

/// <summary>What can be wrong with a connection before any server is asked: none given, services and their files.</summary>
internal static class ConnectionFailures
{
    public static PumFailure NothingGiven() => new()
    {
        Code = PumCodes.NoConnection,
        Message = "No connection was given.",
        Advice = "Set Service, ConnectionString or ConnectionStringVariable, or libpq's variables PGHOST and PGDATABASE.",
        CallersAdvice = CallersAdvice.GiveConnection,
    };

    public static PumFailure VariableNotSet(string variable) => new()
    {
        Code = PumCodes.NoConnection,
        Message = $"The environment variable {variable} is to hold the connection string, but is not set.",
        Advice = "Set it to a connection string.",
    };

    public static PumFailure VariableEmpty(string variable) => new()
    {
        Code = PumCodes.NoConnection,
        Message = $"The environment variable {variable} is to hold the connection string, but is empty.",
        Advice = "On a build server a secret is empty if it does not exist or is withheld, as in a pull request from a fork: skip this step there.",
    };

    /// <summary>What it refers to is not repeated: a secret may look like that.</summary>
    public static PumFailure VariableNotReplaced(string variable) => new()
    {
        Code = PumCodes.NoConnection,
        Message = $"The environment variable {variable} is to hold the connection string, but holds an unreplaced reference to another variable.",
        Advice = "On a build server that variable does not exist, or is a secret that is withheld, as in a pull request from a fork: define it, or skip this step there.",
    };

    /// <summary>What libpq does not take together, wherever each was written.</summary>
    public static PumFailure Conflict(string conflict) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The connection {conflict}.",
        Advice = "Change one of the two; PGSSLMODE, PGSSLROOTCERT and PGSSLNEGOTIATION count too.",
    };

    /// <summary>In a container a process may run under a number that its list of users lacks.</summary>
    public static PumFailure NoUser() => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = "The connection names no user, and the user of this process has no name that it could have instead.",
        Advice = "Name the user in the connection string or the service, or set PGUSER.",
    };

    /// <summary>What a connection demands must not be left out because the library does not know it.</summary>
    public static PumFailure NpgsqlTooOld(string keyword, string value, Version version) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"Npgsql {version.ToString(3)} cannot enforce {keyword}={value}.",
        Advice = "Reference Npgsql 10.0 or later, or take the keyword out.",
    };

    /// <summary>The same, where no Npgsql knows it.</summary>
    public static PumFailure NpgsqlCannot(string keyword, string value, string advice) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The connection demands {keyword}={value}, which the client tools enforce and Npgsql cannot; a restore connects through both.",
        Advice = advice,
    };

    /// <summary>With every method excluded, or all that bind a channel.</summary>
    public static PumFailure NoMethodAllowed(string methods, bool bindsChannel) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The connection's require_auth={methods} allows no method of authentication{(bindsChannel ? " that channel_binding=require takes" : "")}.",
        Advice = bindsChannel ? "Allow scram-sha-256." : "Allow one that the server asks for: its pg_hba.conf says which.",
    };

    /// <summary>libpq takes the system's authorities; Npgsql would take these.</summary>
    public static PumFailure OtherRootCertificate(string file) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The connection demands sslrootcert=system, and Npgsql would check the server's certificate by '{file}' instead.",
        Advice = "Unset PGSSLROOTCERT, and write sslrootcert=system into the connection if it has to stay; rename the file if it is one; or name it with sslrootcert if it is the right one.",
    };

    /// <summary>libpq shows none; Npgsql would show this one.</summary>
    public static PumFailure OtherCertificate(string file) => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = $"The connection shows no client certificate, and Npgsql would show '{file}' all the same.",
        Advice = "Unset PGSSLCERT if it names that file, else rename the file.",
    };

    /// <summary>libpq compares no certificate with a number.</summary>
    public static PumFailure NoHostName() => new()
    {
        Code = PumCodes.InvalidParameter,
        Message = "The server's certificate is to be checked for its host name (sslmode=verify-full), and the connection names only an address.",
        Advice = "Name the server with host instead of hostaddr.",
    };

    /// <summary>libpq refuses such a key.</summary>
    public static PumFailure KeyIsOpen(string path) => new()
    {
        Code = PumCodes.TlsFailed,
        Message = $"The private key '{path}' can be read or written by others than its owner, and the client tools refuse it.",
        Advice = "Take these rights away (chmod 600), or name another key with sslkey.",
    };

    /// <summary>libpq refuses to check a certificate by nothing; Npgsql would take the system's authorities.</summary>
    public static PumFailure NoRootCertificate(string path) => new()
    {
        Code = PumCodes.TlsFailed,
        Message = $"The server's certificate is to be checked, and the root certificate file '{path}' does not exist.",
        Advice = "Name the file with sslrootcert, or set sslrootcert=system for the authorities that the system trusts (libpq 16 or later).",
    };

    public static PumFailure ServiceNotFound(
        string service, ImmutableArray<(string Path, ImmutableArray<string>? Services)> searched, HostEnvironment environment)
    {
        var read = searched.Where(file => file.Services is not null).ToArray();
        var found = string.Join("; ", read.Select(file => $"{environment.Abbreviate(file.Path)} defines {(file.Services!.Value.IsEmpty ? "no service" : string.Join(", ", file.Services.Value))}"));
        var missing = string.Join(", ", searched.Where(file => file.Services is null).Select(file => environment.Abbreviate(file.Path)));
        return new()
        {
            Code = PumCodes.ServiceNotFound,
            Message = $"The service \"{service}\" was not found"
                + (found.Length > 0 ? $": {found}" : "")
                + (missing.Length > 0 ? $"{(found.Length > 0 ? "; no such file" : "; none of these files exists")}: {missing}" : "") + ".",
            Advice = "Define it as a section of one of these files, or set PGSERVICEFILE to the file that defines it; names are case-sensitive.",
            Location = read.Length > 0 ? new(read[0].Path) : null,
        };
    }

    public static PumFailure ServiceFileMissing(string path) => new()
    {
        Code = PumCodes.ServiceFileInvalid,
        Message = $"The service file {path}, which PGSERVICEFILE names, does not exist.",
        Advice = "Create it, or correct or unset PGSERVICEFILE.",
        Location = new(path),
    };

    public static PumFailure ServiceFileUnreadable(string path, string reason) => Invalid(
        $"The service file cannot be read: {reason.TrimEnd('.')}.", "Give the user that runs this the right to read it.", new(path));

    public static PumFailure ServiceFileByteOrderMark(string service, SourceLocation location) => Invalid(
        $"The service file begins with a byte-order mark, so PostgreSQL's programs do not see its first section, \"{service}\".",
        "Save the file as UTF-8 without a byte-order mark.", location);

    public static PumFailure ServiceLineWithoutEquals(SourceLocation location) => Invalid(
        "This line of the service file is not a section, a comment or keyword=value.",
        "Write one keyword=value on each line, without quotes.", location);

    public static PumFailure ServiceLineWithSpaces(string keyword, SourceLocation location) => Invalid(
        $"There are spaces around \"=\"{(keyword.All(letter => char.IsAsciiLetterLower(letter) || letter == '_') ? $" after {keyword}" : "")}, which PostgreSQL's programs do not accept.",
        "Write keyword=value without spaces.", location);

    public static PumFailure NestedService(SourceLocation location) => Invalid(
        "A service cannot refer to another service.", "Repeat the other service's lines here.", location);

    public static PumFailure ServiceFromLdap(SourceLocation location) => Invalid(
        "The service is looked up by LDAP, which is not supported here.", "Write the keywords of the service into the file.", location);

    public static PumFailure UnknownServiceKeyword(string keyword, string? meant, SourceLocation location) => Invalid(
        meant is null ? "This line's keyword is not one that libpq knows." : $"\"{keyword}\" is not a keyword of libpq.",
        meant is null ? "See the list at https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS." : $"Write {meant}.", location);

    public static PumFailure ServiceValueInvalid(string keyword, string expected, SourceLocation location) => Invalid(
        $"The service sets {keyword} to a value that libpq does not accept.", $"Use {expected}.", location);

    private static PumFailure Invalid(string message, string advice, SourceLocation location) =>
        new() { Code = PumCodes.ServiceFileInvalid, Message = message, Advice = advice, Location = location };
}
