using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Access;

/// <summary>An authorised key of a Yandex service account, as <c>yc iam key create</c> writes it, and the signed statements that are
/// exchanged for tokens.</summary>
internal sealed class ServiceAccountKey
{
    // The address as Yandex names it, wherever the request really goes.
    private const string Audience = YandexTokens.DefaultAddress;

    // Yandex takes an hour at most.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly string id;
    private readonly string account;
    private readonly string pem;

    private ServiceAccountKey(string id, string account, string pem)
    {
        this.id = id;
        this.account = account;
        this.pem = pem;
    }

    /// <summary>Reads the file's text: <c>{"id","service_account_id","private_key",…}</c>.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="key">The key.</param>
    /// <param name="problem">What is wrong with it, without its text.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out ServiceAccountKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = null;
        problem = null;
        try
        {
            var json = new RawJson(Encoding.UTF8.GetBytes(text));
            var id = json["id"u8].MendedText();
            var account = json["service_account_id"u8].MendedText();
            var pem = json["private_key"u8].MendedText();
            if (id is null || account is null || pem is null)
            {
                problem = "must be a service account's key in JSON with id, service_account_id and private_key";
                return false;
            }

            // Yandex writes a line of plain words above the key; the reader of PEM passes over it.
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            key = new ServiceAccountKey(id, account, pem);
            return true;
        }
        catch (Exception e) when (e is JsonException or CryptographicException or ArgumentException)
        {
            // Its message could hold a part of what was read.
            problem = "must be a service account's key in JSON, whose private_key is an RSA key in PEM form";
            return false;
        }
    }

    /// <summary>A statement, signed (PS256), that this account asks for a token now.</summary>
    public string Sign(DateTimeOffset now)
    {
        var head = Part(json =>
        {
            json.WriteString("typ"u8, "JWT"u8);
            json.WriteString("alg"u8, "PS256"u8);
            json.WriteString("kid"u8, id);
        });
        var claims = Part(json =>
        {
            json.WriteString("iss"u8, account);
            json.WriteString("aud"u8, Audience);
            json.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, (now + Life).ToUnixTimeSeconds());
        });
        var statement = $"{head}.{claims}";
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return $"{statement}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(statement), HashAlgorithmName.SHA256, RSASignaturePadding.Pss))}";
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"key {id}";

    private static string Part(Action<Utf8JsonWriter> fields)
    {
        using var part = new MemoryStream();
        using (var json = new Utf8JsonWriter(part))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(part.ToArray());
    }
}
