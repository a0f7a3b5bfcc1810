using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Storage;

/// <summary>A version of a document while it is made and while it can be found. Replaced and unreadable ones are gone.</summary>
internal sealed class StoredVersion : ITenantOwned
{
    /// <summary>Given by the database and never given again: the short name of the version in millions of postings.</summary>
    public long Key { get; init; }

    public string TenantId { get; set; } = "";

    public required string DocumentId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required VersionState State { get; set; }

    /// <summary>SHA-256 of the original bytes, which is also their name among the blobs.</summary>
    public required string BlobHash { get; init; }

    public required long Bytes { get; init; }

    /// <summary>As it was declared, with its character set.</summary>
    public required string? ContentType { get; init; }

    /// <summary>The title it was given; null: the text's own, else the name.</summary>
    public required string? GivenTitle { get; init; }

    /// <summary>Which chunker and tokenizer cut it.</summary>
    public string? CutBy { get; set; }

    /// <summary>Chunks of the whole version, and how many of them are indexed: always the first ones.</summary>
    public int Chunks { get; set; }

    public int IndexedChunks { get; set; }

    /// <summary>Terms in the indexed chunks, every occurrence counted.</summary>
    public long Terms { get; set; }

    /// <summary>How often reading it was begun: a document that ends the process each time must be given up.</summary>
    public int Readings { get; set; }
}

/// <summary>Whether a version can be found.</summary>
internal enum VersionState
{
    /// <summary>On its way; nobody sees it.</summary>
    Making,

    /// <summary>The document's current version.</summary>
    Published,
}

/// <summary>The normalised text of a version. It stands alone because SQLite reads a row's long values to reach what is behind them.</summary>
internal sealed class StoredText : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required long VersionKey { get; init; }

    public required string Text { get; init; }
}
