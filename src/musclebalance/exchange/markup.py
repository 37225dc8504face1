"""An XML file of somebody else, in which some numbers change and every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from ..core.errors import FileError

#: From a position in the file to another: the bytes that stand there from now on.
Edit = tuple[int, int, bytes]

#: The rest of a start tag: what is in quotes, then what is not.
REST = re.compile(rb"""(?:"[^"]*"|'[^']*'|[^>"'])*>""")
ATTRIBUTE = re.compile(rb"""([^\s"'=<>/]+)\s*=\s*("[^"]*"|'[^']*')""")
#: The comment of an adaptation, and other comments below it.
ADAPTED = re.compile(rb"<!-- musclebalance:[^>]*-->(?:\s|<!--(?:(?!-->).)*-->)*\Z", re.DOTALL)


@dataclass(eq=False)
class Element:
    """An element, and where it stands in the file [bytes]."""

    tag: str
    attributes: Mapping[str, str]
    start: int
    line: int
    parent: Element | None
    inside: int = 0  # behind the start tag
    close: int = 0  # before the end tag
    children: list[Element] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """The element and everything in it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child

    def find(self, *path: str) -> Element | None:
        """The first element at a path of tags below this one."""
        here: Element | None = self
        for tag in path:
            here = next((child for child in here.children if child.tag == tag), None) if here else None
        return here

    def within(self, tag: str) -> bool:
        """Whether an element of this kind is around it."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.within(tag))


@dataclass(frozen=True, eq=False)
class Document:
    """A file as it is, and its elements."""

    path: Path
    content: bytes
    root: Element

    @classmethod
    def read(cls, path: str | Path, root: str, what: str) -> Document:
        """The elements of a file whose outermost one must be `root`."""
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise FileError(str(path), f"cannot be read ({error.strerror}); check its name.") from None
        if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:64]:
            raise FileError(str(path), "is in UTF-16; save it as UTF-8.")
        if b"<!ENTITY" in content:
            raise FileError(str(path), "defines entities, which cannot be edited in place; write them out.")
        try:
            found = _parsed(content)
        except expat.ExpatError as error:
            raise FileError(
                str(path), f"is no XML ({expat.ErrorString(error.code)}).", error.lineno
            ) from None
        if found.tag != root:
            raise FileError(str(path), f"begins with <{found.tag}>, so it is no {what}, which has <{root}>.")
        return cls(Path(path), content, found)

    def text(self, element: Element) -> str:
        """What stands in an element without children."""
        return self.content[element.inside : element.close].decode("utf-8", "replace").strip()

    def number(self, element: Element) -> float:
        """The number that an element holds."""
        return self.as_number(self.text(element), element)

    def as_number(self, text: str, element: Element) -> float:
        """A text of an element as a finite number."""
        try:
            value = float(text.replace("_", "no number"))
        except ValueError:
            value = float("nan")
        if not abs(value) < float("inf"):
            raise FileError(str(self.path), f"{text!r} in <{element.tag}> is no number.", element.line)
        return value

    def replaced(self, element: Element, text: str) -> Edit:
        """The edit that puts a text in the place of that of an element, blanks around it kept."""
        old = self.content[element.inside : element.close]
        if self.content[element.start : element.inside].endswith(b"/>"):
            raise FileError(str(self.path), f"<{element.tag}> is empty; write a number in it.", element.line)
        left = len(old) - len(old.lstrip())
        right = len(old) - len(old.rstrip()) if old.strip() else 0
        return element.inside + left, element.close - right, escape(text).encode()

    def with_attribute(self, element: Element, name: str, text: str) -> Edit:
        """The edit that sets an attribute of an element, at its place or behind the others."""
        tag = self.content[element.start : element.inside]
        found = next((one for one in ATTRIBUTE.finditer(tag) if one[1] == name.encode()), None)
        if found:
            first, last = found.span(2)
            return element.start + first + 1, element.start + last - 1, escape(text).encode()
        end = element.inside - (2 if tag.endswith(b"/>") else 1)
        end -= len(self.content[:end]) - len(self.content[:end].rstrip())
        return end, end, f" {name}={quoteattr(text)}".encode()

    def before(self, element: Element, text: str) -> Edit:
        """The edit that puts a line above an element."""
        return element.start, element.start, text.encode() + self._break(element.start)

    def first_in(self, element: Element, texts: Iterable[str]) -> Edit:
        """The edit that makes some texts the first things in an element."""
        gap = self._break(element.children[0].start if element.children else element.start)
        inside = b"".join(gap + text.encode() for text in texts)
        if self.content[element.start : element.inside].endswith(b"/>"):
            return element.inside - 2, element.inside, b">" + inside + gap + f"</{element.tag}>".encode()
        return element.inside, element.inside, inside

    def is_adapted(self, element: Element) -> bool:
        """Whether the comment of an earlier adaptation stands above an element."""
        return ADAPTED.search(self.content, max(0, element.start - 5000), element.start) is not None

    def _break(self, place: int) -> bytes:
        """The end of a line and the blanks that lead to a place."""
        line = self.content.rfind(b"\n", 0, place)
        indent = self.content[line + 1 : place]
        if line < 0 or indent.strip():
            return b"\n"
        return (b"\r\n" if self.content[line - 1 : line] == b"\r" else b"\n") + indent

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file with some of its bytes replaced."""
        parts, place = [], 0
        for start, stop, new in sorted(edits, key=lambda edit: edit[:2]):
            parts += [self.content[place:start], new]
            place = stop
        return b"".join([*parts, self.content[place:]])


def _parsed(content: bytes) -> Element:
    """The outermost element."""
    parser = expat.ParserCreate()
    open_: list[Element] = []
    tops: list[Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        parent = open_[-1] if open_ else None
        place = parser.CurrentByteIndex
        element = Element(tag, attributes, place, parser.CurrentLineNumber, parent)
        rest = REST.match(content, place)
        element.inside = element.close = rest.end() if rest else place
        (parent.children if parent else tops).append(element)
        open_.append(element)

    def end(tag: str) -> None:
        element = open_.pop()
        element.close = max(element.inside, parser.CurrentByteIndex)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return tops[0]


def numbers(values: Iterable[float]) -> str:
    """Numbers of a list, to the digit."""
    return " ".join(f"{value!r}".removesuffix(".0") for value in values)
