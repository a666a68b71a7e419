import { readFileSync } from 'node:fs'

const SECTOR = 'services/labour-inspection'
const CONTRACTS = 'libs/contracts/src/labour-inspection'

/**
 * The files of a sector that is as small as possible: one aggregate, one event, one command, one rule, one handover,
 * and one view in addition to the case file.
 */
export const ownFiles = {
  [`${CONTRACTS}/site-inspected.ts`]: `import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const SiteInspected = eventType({
  type: 'labourInspection.SiteInspected',
  version: 1,
  kind: 'report',
  meaning: 'Labour inspectors visited a place of work.',
  visibility: ['investigation'],
  chapter: 'inquiry',
  data: z.strictObject({ siteId: Id, workersFound: z.int().min(0).max(100_000) }),
  example: { siteId: '7d1f0a52-9c3e-4b6a-8f21-5e4d3c2b1a09', workersFound: 41 },
})
`,
  [`${CONTRACTS}/labour-inspection.commands.ts`]: `import { commandType } from '../command-type.ts'
import { SiteInspected } from './site-inspected.ts'

export const InspectSite = commandType({
  name: 'InspectSite',
  service: 'labourInspection',
  meaning: 'Record the inspection of a place of work.',
  data: SiteInspected.data,
  example: SiteInspected.example,
})
`,
  [`${SECTOR}/src/inspection/inspection.ts`]: `import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type InspectionEvent = FactOf<typeof contract.SiteInspected>
export type InspectSite = CommandOf<typeof contract.InspectSite>

export interface Inspections {
  readonly sites: readonly string[]
}
export const noInspections: Inspections = { sites: [] }

export const evolve = ({ sites }: Inspections, event: RecordedFact<InspectionEvent>): Inspections => ({ sites: [...sites, event.data.siteId] })
`,
  [`${SECTOR}/src/inspection/inspection.rules.ts`]: `import type { Rule } from '@case-timeline/decider'
import type { Inspections, InspectSite } from './inspection.ts'

export const inspectionFindsWorkers: Rule<Inspections, InspectSite> = {
  id: 'labourInspection.inspection-finds-workers',
  sentence: 'an inspection finds workers',
  source: 'quality of the record',
  level: 'warn',
  holds: (_, { data: { workersFound } }) => workersFound > 0,
}
`,
  [`${SECTOR}/src/inspection/inspection.decide.ts`]: `import type { Decided } from '@case-timeline/decider'
import { inspectionFindsWorkers } from './inspection.rules.ts'
import type { InspectionEvent, Inspections, InspectSite } from './inspection.ts'

export const inspectSite = (_: Inspections, { data }: InspectSite): Decided<InspectionEvent> => ({
  under: [inspectionFindsWorkers],
  events: [{ type: 'labourInspection.SiteInspected', data }],
})
`,
  [`${SECTOR}/src/inspection/inspection.stream.ts`]: `import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { inspectSite } from './inspection.decide.ts'
import { evolve, noInspections } from './inspection.ts'

/** The stream \`labourInspection.case-<caseId>\`. */
export const inspectionStream = aggregate({
  service: 'labourInspection',
  name: 'case',
  events: [contract.SiteInspected],
  initial: noInspections,
  evolve,
  streamId: (caseId) => caseId,
  commands: [takes(contract.InspectSite, { decide: inspectSite })],
})
`,
  [`${SECTOR}/src/inspection/inspection.controller.ts`]: `import { commandControllers } from '@case-timeline/http'
import { inspectionStream } from './inspection.stream.ts'

export const inspectionControllers = commandControllers(inspectionStream, { inspection: { InspectSite: ['inspector'] } })
`,
  [`${SECTOR}/src/labour-inspection.reactions.ts`]: `import { Controller } from '@nestjs/common'
import { TraffickingEpisodeRecorded } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { Handovers, ReactsTo } from '@case-timeline/reactions'
import { handoverTrigger, incomingHandovers } from '@case-timeline/shared-aggregates'

export const receiveNotices = incomingHandovers('labourInspection', 'labour-inspection.receive-notices', [
  { ...handoverTrigger(TraffickingEpisodeRecorded, 'investigateFurther'), addsReceiver: true },
])

@Controller()
export class LabourInspectionReactions {
  constructor(private readonly handovers: Handovers) {}

  @ReactsTo(receiveNotices)
  receiveNotices(event: StoredEvent) {
    return this.handovers.receive(receiveNotices, event)
  }
}
`,
  [`${SECTOR}/src/views/case-file/case-file.view.ts`]: `import { caseFileOf } from '@case-timeline/case-file'
import { participationEventsOf, handoversOn } from '@case-timeline/reactions'
import { LabourInspectionReactions } from '../../labour-inspection.reactions.ts'

export const caseFileView = caseFileOf('labourInspection', participationEventsOf(handoversOn(LabourInspectionReactions)))
`,
  [`${SECTOR}/src/views/inspected-sites/inspected-sites.view.ts`]: `import { Id, SiteInspected } from '@case-timeline/contracts'
import { storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

export const InspectedSite = z.strictObject({ caseId: Id, siteId: Id, since: z.string() })
export type InspectedSite = z.infer<typeof InspectedSite>

export const inspectedSitesView: StoredView<InspectedSite> = storedView({
  name: 'inspected-sites',
  version: 1,
  key: ['siteId'],
  columns: { siteId: 'uuid', since: 'orderedText' },
  indexes: { since: ['since', 'caseId', 'siteId'] },
  migration: 1_764_100_000_000,
  events: [SiteInspected],
  rows: (event) => [[event.data.siteId]],
  on: {
    'labourInspection.SiteInspected': (_, { caseId, data, stored }) => ({ caseId, siteId: data.siteId, since: stored.recordedAt }),
  },
})
`,
  [`${SECTOR}/src/labour-inspection.module.ts`]: `import { Module } from '@nestjs/common'
import { caseFileControllerOf } from '@case-timeline/case-file'
import { caseRecordControllersOf, deadlinesControllerOf } from '@case-timeline/shared-aggregates'
import { inspectionControllers } from './inspection/inspection.controller.ts'
import { LabourInspectionReactions } from './labour-inspection.reactions.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'

@Module({
  controllers: [
    caseFileControllerOf(caseFileView),
    ...caseRecordControllersOf('labourInspection'),
    deadlinesControllerOf('labourInspection', []),
    LabourInspectionReactions,
    ...inspectionControllers,
  ],
})
export class LabourInspectionModule {}
`,
  [`${SECTOR}/src/index.ts`]: `import { rulesIn } from '@case-timeline/decider'
import { receivingEnvironment, type ServiceDescription } from '@case-timeline/service-kit'
import { caseRecordRules, caseRecordStreams, caseRules, withDeadlines } from '@case-timeline/shared-aggregates'
import { inspectionStream } from './inspection/inspection.stream.ts'
import * as inspectionRules from './inspection/inspection.rules.ts'
import { LabourInspectionModule } from './labour-inspection.module.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { inspectedSitesView } from './views/inspected-sites/inspected-sites.view.ts'

export const labourInspection: ServiceDescription = {
  name: 'labourInspection',
  title: 'Labour inspection',
  environment: receivingEnvironment,
  module: LabourInspectionModule,
  aggregates: [caseRecordStreams.labourInspection, inspectionStream],
  rules: rulesIn(caseRecordRules, inspectionRules),
  caseRules,
  ...withDeadlines('labourInspection', []),
  views: [caseFileView, inspectedSitesView],
}
`,
}

/** The files that make the folder a package, adapted from those of another sector. */
export const manifestsFrom = (root) => {
  const manifest = (file) => readFileSync(`${root}/services/prosecution/${file}`, 'utf8').replaceAll('prosecution', 'labour-inspection')
  return Object.fromEntries(['package.json', 'tsconfig.json', 'tsconfig.pure.json'].map((file) => [`${SECTOR}/${file}`, manifest(file)]))
}

/**
 * The lines outside the sector's folders, each as `[file, the text before which it is inserted, the line]`; in a list
 * that is one line, only the words. Five are code: the sector's name in the contracts, its roles, its two contract
 * files (as for every event and command), and its place in the composition. Three are configuration: they name the
 * package for its installation and for TypeScript's build.
 */
export const linesElsewhere = [
  ['libs/contracts/src/fields.ts', '] as const\n\n/** The services,', ", 'labourInspection'"],
  ['libs/contracts/src/events.ts', "export * from './audit-trail/", "export * from './labour-inspection/site-inspected.ts'\n"],
  [
    'libs/contracts/src/commands.ts',
    "export * from './audit-trail/",
    "export * from './labour-inspection/labour-inspection.commands.ts'\n",
  ],
  [
    'libs/access/src/principal.ts',
    '  auditTrail: [',
    "  labourInspection: ['inspector', 'records-supervisor', 'agency-system', 'operator'],\n",
  ],
  ['services/casectl/src/services.ts', 'export { prosecution }', "export { labourInspection } from '@case-timeline/labour-inspection'\n"],
  ['services/casectl/package.json', '    "@case-timeline/prosecution"', '    "@case-timeline/labour-inspection": "0.1.0",\n'],
  [
    'services/casectl/tsconfig.json',
    '    {\n      "path": "../../services/prosecution"',
    '    { "path": "../../services/labour-inspection" },\n',
  ],
  ['tsconfig.json', '    {\n      "path": "./services/prosecution"', '    { "path": "./services/labour-inspection" },\n'],
]

/** The specification that runs in the copy: the sector is composed like the others. */
export const spec = {
  path: 'services/casectl/src/fifth-sector.spec.ts',
  text: `import { participants, takesPart } from '@case-timeline/access'
import { COMMAND_TYPES, EVENT_TYPES } from '@case-timeline/contracts'
import type { CommandController } from '@case-timeline/http'
import { participationEventsOf, handoversIn } from '@case-timeline/reactions'
import { expect, it } from '@jest/globals'
import { AGENCIES } from './agencies.ts'
import { DESCRIPTION_OF } from './descriptions.ts'

const { labourInspection } = DESCRIPTION_OF

it('its event and its commands are in the catalogue', () => {
  expect(EVENT_TYPES.has('labourInspection.SiteInspected')).toBe(true)
  expect(['InspectSite', 'AddCaseNote', 'CorrectEvent'].filter((name) => !COMMAND_TYPES.has(\`labourInspection.\${name}\`))).toEqual([])
})

it('its routes are made from its commands', () => {
  const controllers = Reflect.getMetadata('controllers', labourInspection.module) as readonly Partial<CommandController>[]
  const paths = controllers.flatMap(({ routes = [] }) => routes).map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(['/cases/{caseId}/inspect-site', '/cases/{caseId}/add-case-note']))
})

it('its agency takes part in a case that was handed over to it, and in no other', () => {
  const receiving = { agencyId: AGENCIES.labourInspection, participationEvents: participationEventsOf(handoversIn(labourInspection.module)) }
  const event = (type: string) =>
    ({ id: 'a', type, data: {}, envelope: { stream: 'investigation.case-1', actor: { agencyId: 'ph-police' } } }) as never
  const takesPartAfter = (type: string) =>
    takesPart(participants([event(type)], 'labourInspection', receiving.participationEvents), receiving.agencyId, receiving)
  expect(takesPartAfter('investigation.TraffickingEpisodeRecorded')).toBe(true)
  expect(takesPartAfter('investigation.SuspectArrested')).toBe(false)
})

it('its case file shows its event', () => {
  const events = labourInspection.views.flatMap(({ events }) => (events === 'every' ? [] : events.map(({ type }) => type)))
  expect(events.filter((type) => type === 'labourInspection.SiteInspected')).toHaveLength(2)
})
`,
}
