// A service's `.http` playground: its part of the story of deploy/demo, act by act, generated; then its queries, which
// are written by hand.
import { commandPathOf, actsOf, environmentVariableOf } from '../dist/demo.js'
import { kebab } from './procedure.mjs'

/** The persona that sends the queries that name no persona. */
const READER_PERSONA = {
  investigation: 'investigator',
  victimSupport: 'caseworker',
  prosecution: 'prosecutor',
  adjudication: 'registrar',
  auditTrail: 'auditor',
}

/**
 * Where a case file has the event of another sector's step: a playground can only refer to responses to its own
 * requests.
 */
const CASE_FILE_PATHS = { verdict: 'verdicts[0].record.eventId' }

const camel = (name) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase())
const sentence = (name) => `${name[0].toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`

const requestsNamedIn = ({ data }) => [...JSON.stringify(data).matchAll(/"\$request:([\w-]+)"/g)].map(([, step]) => step)
const eventsNamedIn = ({ data }) => [...JSON.stringify(data).matchAll(/"\$event:([\w-]+)"/g)].map(([, step]) => step)

const withVariables = (value, ownSteps) =>
  JSON.stringify(value, null, 2)
    .replaceAll(/"\$event:([\w-]+)"/g, (_, step) => {
      const path = ownSteps.has(step) ? 'events[0].id' : CASE_FILE_PATHS[step]
      if (path === undefined)
        throw new Error(
          `the event of step "${step}" is of another sector: add its path in a case file to CASE_FILE_PATHS in playground.mjs`,
        )
      return `"{{${camel(step)}.response.body.$.${path}}}"`
    })
    .replaceAll(/"\$(request|digest):([\w-]+)"/g, (_, member, step) => {
      const path = member === 'request' ? 'requestId' : 'digest'
      return `"{{${camel(step)}.response.body.$.approval.${path}}}"`
    })
    .replaceAll(/"\$(\w+)"/g, '"{{$1}}"')

const lookUpRequest = (act, step, { as }) => `### Act ${act}: Look up the event of “${sentence(step).toLowerCase()}”
# @name ${camel(step)}
GET {{host}}/cases/{{case}}
Authorization: Bearer {{${as}Token}}
`

const request = (service, act, step, ownSteps, isNamed) => {
  const { name, as, inCase, command, occurredAt, occurredZone, data, awaitsApproval, refusedBy, warns, awaits } = step
  const path = commandPathOf(service, command, inCase === undefined ? '{{case}}' : `{{${inCase.slice(1)}}}`)
  const notes = [
    ...(isNamed ? [`# @name ${camel(name)}`] : []),
    ...(awaits ? [`# needs ${awaits.type}, which is recorded in reaction to earlier requests: send it again until it succeeds`] : []),
    ...(awaitsApproval ? ['# waits for the approval of a second person'] : []),
    ...(refusedBy ? [`# refused by ${refusedBy}`] : []),
    ...warns.map((rule) => `# warned about by ${rule}`),
  ]
  const body = { ...(occurredAt === undefined ? {} : { occurredAt, occurredZone }), data }
  return [
    `### Act ${act}: ${sentence(name)}`,
    ...notes,
    `POST {{host}}${path}`,
    `Authorization: Bearer {{${as}Token}}`,
    'Content-Type: application/json',
    '',
    `${withVariables(body, ownSteps)}\n`,
  ].join('\n')
}

const PARTS = /^(?=### )/m
const isQuery = (part) => /^GET |^POST .*\/open-encrypted$/m.test(part) && !part.startsWith('### Act ')
const stepsReferencedBy = (parts) => [...parts.join('').matchAll(/\{\{(\w+)\.response/g)].map(([, name]) => name)

/** @param existing the present text of the file: its queries are kept */
export const playgroundOf = (service, story, existing) => {
  const acts = actsOf(story)
  const ownSteps = acts.flatMap(({ act, steps }) =>
    steps.filter(({ as }) => story.personas[as].sector === service).map((step) => ({ act, step })),
  )
  const names = new Set(ownSteps.map(({ step }) => step.name))
  const [head, ...parts] = existing.split(PARTS)
  const queries = parts.filter(isQuery)
  const referencedSteps = stepsReferencedBy(queries)
  const named = new Set(
    ownSteps.flatMap(({ step }) => [
      ...eventsNamedIn(step),
      ...requestsNamedIn(step),
      ...(referencedSteps.includes(camel(step.name)) ? [step.name] : []),
    ]),
  )
  const lookedUp = new Set()
  const requests = ownSteps.flatMap(({ act, step }) => {
    const stepsOfOtherSectors = eventsNamedIn(step).filter((one) => !names.has(one) && !lookedUp.has(one))
    for (const one of stepsOfOtherSectors) lookedUp.add(one)
    return [...stepsOfOtherSectors.map((one) => lookUpRequest(act, one, step)), request(service, act, step, names, named.has(step.name))]
  })
  const [, host] = /^@host = (.*)$/m.exec(head)
  const personas = [...new Set([READER_PERSONA[service], ...ownSteps.map(({ step }) => step.as)])]
  const requestText = requests.join('\n')
  const refs = Object.keys(story.refs).filter((ref) => requestText.includes(`{{${ref}}}`))
  return [
    `@host = ${host}`,
    '# Tokens and references come from the environment: see README.md. One story goes through the files of all services, act by act:',
    '# act 1 of investigation, victim-support, prosecution, adjudication and audit-trail, then act 2 of each, and so on to the last.',
    '# The acts are generated from deploy/demo by npm run generate. The queries after them can be sent at any time.',
    '@case = {{$processEnv CASE}}',
    `@token = {{$processEnv TOKEN_${environmentVariableOf(READER_PERSONA[service])}}}`,
    ...personas.map((persona) => `@${persona}Token = {{$processEnv TOKEN_${environmentVariableOf(persona)}}}`),
    ...refs.map((ref) => `@${ref} = {{$processEnv ${environmentVariableOf(ref)}}}`),
    '',
    `${[requestText, ...queries.map((part) => `${part.trimEnd()}\n`)].filter((part) => part !== '').join('\n')}`,
  ].join('\n')
}

export const playgroundFile = (service) => `services/${kebab(service)}/${kebab(service)}.http`
