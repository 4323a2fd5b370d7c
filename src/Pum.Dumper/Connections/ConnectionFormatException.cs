namespace Pum.Dumper.Connections;

/// <summary>
/// A connection string breaks the rules of its grammar. The message names positions and never repeats the string, which may hold a
/// password; it becomes a PUM1001 that says where the string came from.
/// </summary>
internal sealed class ConnectionFormatException(string problem) : FormatException(problem);
