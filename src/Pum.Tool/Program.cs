using System.Text;
using Pum.Tool;
using Pum.Tool.Output;

// Windows would take the console's old code page.
if (Console.IsOutputRedirected || Console.IsErrorRedirected)
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await new PumCommandLine(StandardOutput.Open(), Console.Error).RunAsync(args);
