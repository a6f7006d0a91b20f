/** Attributes by name; `text` is its words, and false or undefined leaves an attribute out. */
export type Attributes = Record<string, string | number | boolean | undefined>;

/** Makes an element with attributes and children, for pages whose parts come and go. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === 'text') made.textContent = String(value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}
