using System.CommandLine;
using Pum.Dumper;
using Pum.Dumper.Connections;
using Pum.Tool.Options;
using Pum.Tool.Output;

namespace Pum.Tool.Commands;

/// <summary>What a command works with.</summary>
/// <param name="Result">What the user wrote.</param>
/// <param name="Options">The options that every command has.</param>
/// <param name="Environment">The process, and the folder that paths count from.</param>
/// <param name="Reporter">Where it says what it does.</param>
internal sealed record CommandInput(ParseResult Result, ConnectionOptions Options, HostEnvironment Environment, ConsoleReporter Reporter)
{
    /// <summary>The connection as it was written.</summary>
    public ConnectionRequest Connection => Options.Request(Result, Environment);

    /// <summary>The folder of the client tools, where the user names one.</summary>
    public string? ToolPath => Options.ToolPath(Result, Environment);
}
