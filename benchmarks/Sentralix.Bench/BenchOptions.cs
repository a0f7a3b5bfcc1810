using System.Globalization;

namespace Sentralix.Bench;

/// <summary>What a bench was told.</summary>
internal sealed record BenchOptions(string Name, TimeSpan Duration, string? Storage, IReadOnlyList<int> Clients, string? Only)
{
    public static BenchOptions? Read(string[] args)
    {
        if (args.Length == 0) return null;
        var seconds = 10.0;
        string? storage = null, only = null;
        int[] clients = [1, 16, 64];
        for (var i = 1; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--seconds") seconds = double.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--storage") storage = args[i + 1];
            else if (args[i] == "--only") only = args[i + 1];
            else if (args[i] == "--clients") clients = [.. args[i + 1].Split(',').Select(c => int.Parse(c, CultureInfo.InvariantCulture))];
            else return null;
        }

        return new BenchOptions(args[0], TimeSpan.FromSeconds(seconds), storage, clients, only);
    }

    public static int Usage()
    {
        System.Console.Error.WriteLine("Usage: ./bench turn [--seconds N] [--storage sqlite|\"postgres connection string\"|both] [--clients 1,16,64]");
        System.Console.Error.WriteLine("       ./bench llm [--seconds N] [--only json|streams|memory]");
        System.Console.Error.WriteLine("       ./bench channels-intake [--seconds N] [--storage sqlite|\"postgres connection string\"] [--clients 64]");
        System.Console.Error.WriteLine("       ./bench json-schema [--seconds N]");
        System.Console.Error.WriteLine("       ./bench search [--seconds N] [--storage sqlite|\"postgres connection string\"|both]");
        System.Console.Error.WriteLine("       ./bench expressions [--seconds N]");
        return 2;
    }
}
