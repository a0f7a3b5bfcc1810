using Sentralix.Platform.Tests;
using Sentralix.Platform.Tests.Delivery;

// The kill campaign starts this same program as its victim. Everything else is what xunit would generate.
if (args is [Victim.Argument, ..]) return await Victim.Run(args[1]);
return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
