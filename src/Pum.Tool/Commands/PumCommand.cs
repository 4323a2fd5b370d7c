using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pum.Tool.Commands;

/// <summary>A command of <c>pum</c>.</summary>
internal abstract class PumCommand(string name, string description) : Command(name, description)
{
    /// <summary>As messages name it, and as its sessions on the server begin.</summary>
    public string Caller => $"pum {Name}";

    /// <summary>Command lines that the help shows.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>One sentence on what is as it was before when the command is stopped early.</summary>
    public abstract string LeftAsItWas(ParseResult result);

    /// <summary>Does it, and gives the outcome for <c>--json</c>.</summary>
    public abstract Task<JsonObject> RunAsync(CommandInput input, CancellationToken cancellationToken);

    private protected void AddAll(IEnumerable<Option> options)
    {
        foreach (var option in options)
            Options.Add(option);
    }
}
