// Elements of the page, made from text only.
import { partsOf } from './entries.mjs'

const withContent = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

/** An element of HTML. @param children elements and texts */
export const element = (name, attributes, ...children) => withContent(document.createElement(name), attributes, children)

/** An element of SVG. */
export const shape = (name, attributes, ...children) =>
  withContent(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children)

/** A name that may be on two lines, of which none cuts a word. */
export const nameOf = (name) =>
  element('span', {}, ...partsOf(name).flatMap((part, place) => (place > 0 ? [element('wbr', {}), part] : [part])))

export const link = (address, text, attributes = {}) => element('a', { href: address, ...attributes }, text)

/** A list, or the text for an empty one. */
export const list = (items, none) =>
  items.length > 0 ? element('ul', {}, ...items.map((item) => element('li', {}, item))) : element('p', { class: 'quiet' }, none)
