namespace Sentralix.Expressions.Syntax;

internal enum UnaryOperator
{
    Not,
    Negate,
}

internal enum BinaryOperator
{
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains,
    Matches,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// <summary>How operators are written, and how tightly they bind.</summary>
internal static class Operators
{
    public static string Sign(this UnaryOperator @operator) => @operator == UnaryOperator.Not ? "!" : "-";

    public static string Sign(this BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Or => "||",
        BinaryOperator.And => "&&",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.In => "in",
        BinaryOperator.Contains => "contains",
        BinaryOperator.Matches => "matches",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        _ => "%",
    };

    public static Binding Binding(this BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Or => Syntax.Binding.Or,
        BinaryOperator.And => Syntax.Binding.And,
        BinaryOperator.Add or BinaryOperator.Subtract => Syntax.Binding.Sum,
        BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder => Syntax.Binding.Product,
        _ => Syntax.Binding.Comparison,
    };
}

/// <summary>From loose to tight.</summary>
internal enum Binding
{
    Choice,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Unary,
    Postfix,
    Primary,
}
