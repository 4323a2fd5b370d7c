using Pum.Dumper.Failures;

namespace Pum.Tool;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>The command failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong (PUM1001), and nothing was done.</summary>
    public const int WrongCommandLine = 2;

    /// <summary>Ctrl+C: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 and the number of SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>The code of a command that ended with these errors.</summary>
    public static int Of(IReadOnlyList<PumFailure> errors) => errors switch
    {
        [] => Success,
        [{ Code: PumCodes.InvalidParameter }, ..] => WrongCommandLine,
        _ => Failure,
    };
}
