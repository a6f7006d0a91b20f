/**
 * Finds where a text stops being JSON, as a 1-based line and column; undefined when it is valid JSON.
 * Node's own message leaves the position out for short inputs and for input that ends early.
 */
export function jsonErrorPosition(text: string): { line: number; column: number } | undefined {
  const scanner = new JsonScanner(text);
  if (scanner.scan()) return undefined;
  const before = text.slice(0, scanner.offset);
  const line = before.split('\n').length;
  return { line, column: scanner.offset - (before.lastIndexOf('\n') + 1) + 1 };
}

// Every character from the space on except the quote and the backslash; JSON wants control characters escaped.
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

class JsonScanner {
  offset = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  scan(): boolean {
    if (!this.value()) return false;
    this.eat(SPACE);
    return this.offset === this.text.length;
  }

  private eat(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.text)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }

  private eatCharacter(character: string): boolean {
    this.eat(SPACE);
    if (this.text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  private value(): boolean {
    this.eat(SPACE);
    if (this.eatCharacter('{')) return this.items('}', () => this.member());
    if (this.eatCharacter('[')) return this.items(']', () => this.value());
    return this.eat(STRING) || this.eat(SCALAR);
  }

  private member(): boolean {
    this.eat(SPACE);
    return this.eat(STRING) && this.eatCharacter(':') && this.value();
  }

  private items(close: string, item: () => boolean): boolean {
    if (this.eatCharacter(close)) return true;
    do {
      if (!item()) return false;
    } while (this.eatCharacter(','));
    return this.eatCharacter(close);
  }
}
