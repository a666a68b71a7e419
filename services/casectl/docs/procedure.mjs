// Finds the rules and events of each command in the sources: its entry in an aggregate's table of commands names the
// functions that decide it, and a rule applies only where one of these functions, or a function that they call, names
// it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** The folders of a service's aggregates: its own, and those that all services share. */
export const aggregatesOf = (service, root = '.') =>
  [`services/${kebab(service)}/src`, 'libs/shared-aggregates/src']
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(path, entry.name)] : [])))

export const kebab = (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const sourcesOf = (folder, role) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(`.${role}.ts`))
    .map((file) => join(folder, file))
    .map((path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true))

/**
 * The rules that a folder applies to a kind of thing, `const freezeIsRecordedOnce = thingIsRecordedOnce('freeze', …)`:
 * the name of the constant, the id of the rule and the thing.
 */
export const appliedRulesIn = (folder) =>
  sourcesOf(folder, 'rules')
    .flatMap(nodesOf)
    .filter((node) => ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isCallExpression(node.initializer))
    .flatMap(
      ({
        name,
        initializer: {
          expression,
          arguments: [about],
        },
      }) =>
        ts.isIdentifier(expression) && about && ts.isStringLiteral(about)
          ? [{ name: name.text, id: `case.${kebab(expression.text)}`, about: about.text }]
          : [],
    )

/** A node and its descendants, without types, because types refer to names that are not called. */
const nodesOf = (node) => {
  const nodes = []
  const visit = (one) => {
    if (ts.isTypeNode(one)) return
    nodes.push(one)
    ts.forEachChild(one, visit)
  }
  visit(node)
  return nodes
}

/** Whether a node defines a constant, function, parameter or member of an object, at any depth. */
const isDefinition = (node) =>
  (ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isPropertyAssignment(node)) &&
  ts.isIdentifier(node.name)

/** The scope in which a definition is visible: the enclosing function or source file. */
const scopeOf = (definition) => ts.findAncestor(definition.parent, (node) => ts.isFunctionLike(node) || ts.isSourceFile(node))

const isWithin = (node, outer) => ts.findAncestor(node, (one) => one === outer) !== undefined

/** Looks up the definitions of source files by name and scope. */
const definitionsOf = (sources) => {
  const all = sources
    .flatMap(nodesOf)
    .filter(isDefinition)
    .map((node) => ({ node, name: node.name.text, scope: scopeOf(node), isMember: ts.isPropertyAssignment(node) }))
  const named = (name) => all.filter((one) => one.name === name)
  const isExported = ({ scope, isMember }) => ts.isSourceFile(scope) && !isMember
  return {
    /** The nearest definition in an enclosing scope of the identifier, else an exported one of another source file. */
    visibleFrom: (identifier) => {
      const visible = named(identifier.text).filter(({ isMember }) => !isMember)
      const enclosing = visible.filter(({ scope }) => isWithin(identifier, scope))
      const [nearest] = enclosing.toSorted((a, b) => a.scope.getWidth() - b.scope.getWidth())
      return (nearest ?? visible.find(isExported))?.node
    },
    /**
     * For a name in a table of commands: an exported definition, or a member of an object that an exported function
     * returns.
     */
    fromTable: ({ text }) => (named(text).find(isExported) ?? named(text).find(({ isMember }) => isMember))?.node,
  }
}

/** Whether an identifier is only the name of a member, and so does not refer to a constant of the same name. */
const isMemberName = (identifier) => {
  const { parent } = identifier
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === identifier
}

/** The node whose names are followed for a definition. For a destructured name it is the whole declaration. */
const followedNode = (definition) => (ts.isBindingElement(definition) ? ts.walkUpBindingElementsAndPatterns(definition) : definition)

const isCallOf = (node, name) => ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name

/** The `decide` entries of a command, in each table that contains it: `takes(contract.X, { …, decide: … })`. */
const decisionsOf = (sources, command) =>
  sources
    .flatMap(nodesOf)
    .filter((node) => isCallOf(node, 'takes'))
    .filter(({ arguments: [type] }) => (ts.isPropertyAccessExpression(type) ? type.name.text : type.getText()) === command)
    .flatMap(({ arguments: [, entry] }) => entry.properties.filter(({ name }) => name?.getText() === 'decide'))

/** The event types that a node emits: `type: '…'`, or a template with the name of the service. */
const emittedBy = (node, service) => {
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'type') return []
  return nodesOf(node.initializer).flatMap((one) => {
    if (ts.isStringLiteralLike(one)) return [one.text]
    return ts.isTemplateExpression(one) ? [one.getText().slice(1, -1).replace('${service}', service)] : []
  })
}

/** Corrections and approvals are decided in a library for every service, so no table contains them. */
const DECIDED_IN_LIBRARY = /^(Correct|Retract)\w*Event$|^(Give|Decline)\w*Approval$|^Withdraw\w*ApprovalRequest$/

/**
 * Commands without a found event: they are in no table, or their decision has a form that this module cannot follow.
 */
export const untracedCommands = (commands) => commands.filter(({ name, events }) => events.length === 0 && !DECIDED_IN_LIBRARY.test(name))

/**
 * The events that a command may record and the rules that it is checked by.
 * @param ruleIds every rule id of the service, and those of every service
 * @param root the folder of the repository
 */
export const procedureOf = (service, command, ruleIds, root = '.') => {
  const rules = new Set()
  const events = new Set()
  for (const folder of aggregatesOf(service, root)) {
    const decisions = decisionsOf(sourcesOf(folder, 'stream'), command)
    if (decisions.length === 0) continue
    const definitions = definitionsOf(sourcesOf(folder, 'decide'))
    const applied = new Map(appliedRulesIn(folder).map(({ name, id }) => [name, id]))
    const visited = new Set()
    const follow = (definition, definitionOf) => {
      const followed = definition && followedNode(definition)
      if (followed === undefined || visited.has(followed)) return
      visited.add(followed)
      for (const node of nodesOf(followed)) {
        for (const type of emittedBy(node, service)) events.add(type)
        if (!ts.isIdentifier(node)) continue
        for (const id of [`${service}.${kebab(node.text)}`, `case.${kebab(node.text)}`, applied.get(node.text)])
          if (ruleIds.has(id)) rules.add(id)
        if (definitionOf === definitions.fromTable || !isMemberName(node)) follow(definitionOf(node), definitions.visibleFrom)
      }
    }
    for (const decision of decisions) follow(decision, definitions.fromTable)
  }
  return { rules: [...rules].sort(), events: [...events].sort() }
}
