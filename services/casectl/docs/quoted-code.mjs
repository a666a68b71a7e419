// Keeps the code that a page quotes equal to the sources: the `ts` block below
// `<!-- code: <path>#<name>#<name.member> -->` contains these declarations.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const QUOTED = /(<!-- code: (\S+?)((?:#\S+)+) -->\n\n)```ts\n[\s\S]*?\n```/g

const nameOf = (statement) => {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText()).join()
  return statement.name?.getText()
}

/** `'investigation.CaseOpened'` and `contract.CaseOpened` are both found as `CaseOpened`. */
const lastPartOf = (node) =>
  node
    ?.getText()
    .replaceAll(/^['"]|['"]$/g, '')
    .split('.')
    .at(-1)

/**
 * Finds a part of a declaration by name: a member of an object literal, a class or an interface, or a call with this
 * name as its first argument, which is an entry of a table of commands.
 */
const memberOf = (node, name) => {
  let found
  const visit = (one) => {
    if (found) return
    if (one !== node && one.name && lastPartOf(one.name) === name) found = one
    else if (ts.isCallExpression(one) && lastPartOf(one.arguments[0]) === name) found = one
    else ts.forEachChild(one, visit)
  }
  ts.forEachChild(node, visit)
  return found
}

const withoutIndent = (text, indent) =>
  text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n')

/**
 * The text of a declaration of a source, with its comment.
 * @param name of a top-level declaration; `name.member` for a part of one
 * @throws if the file does not exist or declares no such name: the page has to be corrected
 */
export const declarationIn = (root, path, name) => {
  const file = join(root, path)
  if (!existsSync(file)) throw new Error(`${path} does not exist: correct the page that quotes it (quoted-code-exists)`)
  const text = readFileSync(file, 'utf8')
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const [top, member] = name.split('.')
  const statement = source.statements.find((one) => nameOf(one) === top)
  const node = statement && member ? memberOf(statement, member) : statement
  if (!node) throw new Error(`${path} declares no ${name}: correct the page that quotes it (quoted-code-exists)`)
  const start = node.getStart(source, !member)
  const lineStart = text.lastIndexOf('\n', start) + 1
  return withoutIndent(text.slice(start, node.getEnd()), /^\s*/.exec(text.slice(lineStart))[0])
}

/** The page with each quoted declaration as its source has it now. @throws if a quotation has no `ts` block below it */
export const withQuotedCode = (root, page) => {
  const marks = page.split('<!-- code: ').length - 1
  if (page.match(QUOTED)?.length !== marks) throw new Error('a <!-- code: … --> has no ts block below it (quoted-code-exists)')
  return page.replaceAll(QUOTED, (_, head, path, names) => {
    const quoted = names
      .slice(1)
      .split('#')
      .map((name) => declarationIn(root, path, name))
    return `${head}\`\`\`ts\n${quoted.join('\n\n')}\n\`\`\``
  })
}
