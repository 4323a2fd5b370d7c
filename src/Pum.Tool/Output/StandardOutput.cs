using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pum.Tool.Output;

/// <summary>Standard output that says when a pipe's reader has gone: .NET's own writes on and reports nothing.</summary>
internal static class StandardOutput
{
    /// <summary>EPIPE, which .NET gives as it is on Linux and macOS.</summary>
    private const int BrokenPipe = 32;

    /// <summary>The reason where there is no standard output: <c>&gt;&amp;-</c>.</summary>
    public const string Closed = "it is closed";

    /// <summary>The writer for this process.</summary>
    public static TextWriter Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.Out;
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file's position belongs to all programs that a shell redirects there together; FileStream counts one of its own.
        if (stream.CanSeek)
            return Console.Out;
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return TextWriter.Synchronized(new StreamWriter(stream, encoding) { AutoFlush = true });
    }

    /// <summary>
    /// Whether a writer that cannot write throws it. Of a stream that was closed (<c>&gt;&amp;-</c>) .NET makes no IOException.
    /// </summary>
    public static bool IsNotWritten(Exception exception) =>
        exception is IOException or ObjectDisposedException or UnauthorizedAccessException;

    /// <summary>Why a writer could not write.</summary>
    public static string ReasonOf(Exception exception) =>
        exception is ObjectDisposedException or UnauthorizedAccessException ? Closed : exception.GetBaseException().Message;

    /// <summary>Whether the reader has gone.</summary>
    public static bool IsBrokenPipe(Exception exception) => exception is IOException { HResult: BrokenPipe };
}
