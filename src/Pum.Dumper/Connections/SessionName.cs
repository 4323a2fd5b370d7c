namespace Pum.Dumper.Connections;

/// <summary>Names for <c>application_name</c> by which the sessions of one operation can be found on the server, and ended.</summary>
internal static class SessionName
{
    /// <summary>A name that no other operation has; PostgreSQL keeps 63 bytes of it.</summary>
    public static string Next(string operation) => $"{operation} {Guid.NewGuid():N}";
}
