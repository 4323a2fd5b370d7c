using System.Text;
using Pum.Tool;

// Windows would take the console's old code page.
if (Console.IsOutputRedirected || Console.IsErrorRedirected)
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await new PumCommandLine(Console.Out, Console.Error).RunAsync(args);
