//! Shapes of nodes, under the names that Graphviz has for them.

/// A shape of Graphviz that a file may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A rectangle.
    Box,
    /// A polygon.
    Polygon,
    /// A circle.
    Circle,
    /// An ellipse, which is what nodes are.
    Ellipse,
    /// A triangle on its tip.
    InvTriangle,
    /// Eight corners.
    Octagon,
    /// Five corners.
    Pentagon,
    /// A square on its tip.
    Diamond,
    /// A dot.
    Point,
    /// A triangle.
    Triangle,
    /// No outline.
    Plaintext,
    /// A rectangle with round corners.
    Mrecord,
}

impl Form {
    const ALL: [Form; 12] = [
        Form::Box,
        Form::Polygon,
        Form::Circle,
        Form::Ellipse,
        Form::InvTriangle,
        Form::Octagon,
        Form::Pentagon,
        Form::Diamond,
        Form::Point,
        Form::Triangle,
        Form::Plaintext,
        Form::Mrecord,
    ];

    /// The name that property files and Graphviz use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::Box => "box",
            Form::Polygon => "polygon",
            Form::Circle => "circle",
            Form::Ellipse => "ellipse",
            Form::InvTriangle => "invtriangle",
            Form::Octagon => "octagon",
            Form::Pentagon => "pentagon",
            Form::Diamond => "diamond",
            Form::Point => "point",
            Form::Triangle => "triangle",
            Form::Plaintext => "plaintext",
            Form::Mrecord => "Mrecord",
        }
    }

    /// The shape of that name, letter by letter.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Form::ALL.into_iter().find(|shape| shape.name() == name)
    }
}
