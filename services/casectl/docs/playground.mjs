// A service's `.http` playground: its part of the story of deploy/demo, act by act, and after that what can be asked at any time, which is written by hand.
import { addressOf, actsOf, asVariable } from '../dist/demo.js'
import { kebab } from './procedure.mjs'

/** The persona who reads, where a question is not somebody's in particular. */
const READS = {
  investigation: 'investigator',
  victimSupport: 'caseworker',
  prosecution: 'prosecutor',
  adjudication: 'registrar',
  auditTrail: 'auditor',
}

/** Where another sector's case file has the event of a step: a playground knows the answers to its own requests only. */
const IN_THE_CASE_FILE = { verdict: 'verdicts[0].record.eventId' }

const camel = (name) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase())
const sentence = (name) => `${name[0].toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`

const eventsNamedIn = ({ data }) => [...JSON.stringify(data).matchAll(/"\$event:([\w-]+)"/g)].map(([, step]) => step)

const filled = (value, own) =>
  JSON.stringify(value, null, 2)
    .replaceAll(/"\$event:([\w-]+)"/g, (_, step) => {
      const path = own.has(step) ? 'events[0].id' : IN_THE_CASE_FILE[step]
      if (path === undefined) throw new Error(`say in playground.mjs where a case file has the event of ${step}`)
      return `"{{${camel(step)}.response.body.$.${path}}}"`
    })
    .replaceAll(/"\$(\w+)"/g, '"{{$1}}"')

const lookUp = (act, step, { as }) => `### Act ${act}: Look up the event of “${sentence(step).toLowerCase()}”
# @name ${camel(step)}
GET {{host}}/cases/{{case}}
Authorization: Bearer {{${as}Token}}
`

const request = (service, act, step, own, isNamed) => {
  const { name, as, inCase, command, occurredAt, occurredZone, data, refusedBy, warns, awaits } = step
  const at = addressOf(service, command, inCase === undefined ? '{{case}}' : `{{${inCase.slice(1)}}}`)
  const notes = [
    ...(isNamed ? [`# @name ${camel(name)}`] : []),
    ...(awaits ? [`# once ${awaits.type} was recorded in answer to what went before: send it again until it was`] : []),
    ...(refusedBy ? [`# refused by ${refusedBy}`] : []),
    ...warns.map((rule) => `# warned about by ${rule}`),
  ]
  const body = { ...(occurredAt === undefined ? {} : { occurredAt, occurredZone }), data }
  return [
    `### Act ${act}: ${sentence(name)}`,
    ...notes,
    `POST {{host}}${at}`,
    `Authorization: Bearer {{${as}Token}}`,
    'Content-Type: application/json',
    '',
    `${filled(body, own)}\n`,
  ].join('\n')
}

const PARTS = /^(?=### )/m
const isAQuestion = (part) => /^GET |^POST .*\/open-sealed$/m.test(part) && !part.startsWith('### Act ')
const stepsAskedAbout = (parts) => [...parts.join('').matchAll(/\{\{(\w+)\.response/g)].map(([, name]) => name)

/** @param existing the file as it is: its questions stay */
export const playgroundOf = (service, story, existing) => {
  const acts = actsOf(story)
  const own = acts.flatMap(({ act, steps }) =>
    steps.filter(({ as }) => story.personas[as].sector === service).map((step) => ({ act, step })),
  )
  const names = new Set(own.map(({ step }) => step.name))
  const [head, ...parts] = existing.split(PARTS)
  const questions = parts.filter(isAQuestion)
  const askedAbout = stepsAskedAbout(questions)
  const named = new Set(own.flatMap(({ step }) => [...eventsNamedIn(step), ...(askedAbout.includes(camel(step.name)) ? [step.name] : [])]))
  const lookedUp = new Set()
  const requests = own.flatMap(({ act, step }) => {
    const foreign = eventsNamedIn(step).filter((one) => !names.has(one) && !lookedUp.has(one))
    for (const one of foreign) lookedUp.add(one)
    return [...foreign.map((one) => lookUp(act, one, step)), request(service, act, step, names, named.has(step.name))]
  })
  const [, host] = /^@host = (.*)$/m.exec(head)
  const personas = [...new Set([READS[service], ...own.map(({ step }) => step.as)])]
  const told = requests.join('\n')
  const refs = Object.keys(story.refs).filter((ref) => told.includes(`{{${ref}}}`))
  return [
    `@host = ${host}`,
    '# Tokens and references come from the environment: README.md says how. One story goes through the files of all services, act by act:',
    '# act 1 of investigation, victim-support, prosecution, adjudication and audit-trail, then act 2 of each, and so on to the last.',
    '# The acts are written from deploy/demo by npm run generate. What can be asked at any time stands after them.',
    '@case = {{$processEnv CASE}}',
    `@token = {{$processEnv TOKEN_${asVariable(READS[service])}}}`,
    ...personas.map((persona) => `@${persona}Token = {{$processEnv TOKEN_${asVariable(persona)}}}`),
    ...refs.map((ref) => `@${ref} = {{$processEnv ${asVariable(ref)}}}`),
    '',
    `${[told, ...questions.map((part) => `${part.trimEnd()}\n`)].filter((part) => part !== '').join('\n')}`,
  ].join('\n')
}

export const playgroundFile = (service) => `services/${kebab(service)}/${kebab(service)}.http`
