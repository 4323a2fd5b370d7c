using Pum.Dumper.Failures;
using Pum.Dumper.Reporting;

namespace Pum.Testing;

/// <summary>
/// Says on standard output, which a runner may show only of tests that fail, what a reader of the tests' log wants to know.
/// </summary>
internal sealed class ConsoleReporter : IReporter
{
    public static ConsoleReporter Instance { get; } = new();

    public bool Shows(ReportImportance importance) => importance == ReportImportance.High;

    public void Message(ReportImportance importance, string text)
    {
        if (Shows(importance))
            Write(text);
    }

    public void Warning(PumFailure warning) => Write($"warning {warning}");

    private static void Write(string text)
    {
        try
        {
            Console.WriteLine(WorkflowCommands.Disarm(text));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // A host may have closed its output, and no database depends on what is said.
        }
    }
}
