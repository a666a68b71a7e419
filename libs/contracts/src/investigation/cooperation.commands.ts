import { commandType } from '../command-type.ts'
import { AssetsFrozen } from './assets-frozen.ts'
import { AssetsReleased } from './assets-released.ts'
import { CooperationMechanismEnded } from './cooperation-mechanism-ended.ts'
import { CooperationMechanismEstablished } from './cooperation-mechanism-established.ts'
import { JointInvestigationEstablished } from './joint-investigation-established.ts'
import { PoliceCooperationAnswered } from './police-cooperation-answered.ts'
import { PoliceCooperationRequested } from './police-cooperation-requested.ts'
import { SpontaneousInformationShared } from './spontaneous-information-shared.ts'

export const EstablishCooperationMechanism = commandType({
  name: 'EstablishCooperationMechanism',
  service: 'investigation',
  meaning: 'Set up a standing way for police of several countries to ask each other.',
  data: CooperationMechanismEstablished.data,
  example: CooperationMechanismEstablished.example,
})

export const EndCooperationMechanism = commandType({
  name: 'EndCooperationMechanism',
  service: 'investigation',
  meaning: 'Record that a standing way to ask each other ended.',
  data: CooperationMechanismEnded.data,
  example: CooperationMechanismEnded.example,
})

export const RequestPoliceCooperation = commandType({
  name: 'RequestPoliceCooperation',
  service: 'investigation',
  meaning: 'Ask the police of another country.',
  data: PoliceCooperationRequested.data,
  example: PoliceCooperationRequested.example,
})

export const RecordPoliceCooperationAnswer = commandType({
  name: 'RecordPoliceCooperationAnswer',
  service: 'investigation',
  meaning: 'Record what the police of another country answered.',
  data: PoliceCooperationAnswered.data,
  example: PoliceCooperationAnswered.example,
})

export const ShareSpontaneousInformation = commandType({
  name: 'ShareSpontaneousInformation',
  service: 'investigation',
  meaning: 'Tell the police of another country what they did not ask.',
  data: SpontaneousInformationShared.data,
  example: SpontaneousInformationShared.example,
})

export const EstablishJointInvestigation = commandType({
  name: 'EstablishJointInvestigation',
  service: 'investigation',
  meaning: 'Agree with other countries to investigate together.',
  data: JointInvestigationEstablished.data,
  example: JointInvestigationEstablished.example,
})

export const FreezeAssets = commandType({
  name: 'FreezeAssets',
  service: 'investigation',
  meaning: 'Record that assets were frozen.',
  data: AssetsFrozen.data,
  example: AssetsFrozen.example,
})

export const ReleaseAssets = commandType({
  name: 'ReleaseAssets',
  service: 'investigation',
  meaning: 'Record that frozen assets were given free.',
  data: AssetsReleased.data,
  example: AssetsReleased.example,
})

export const cooperationCommands = [
  EstablishCooperationMechanism,
  EndCooperationMechanism,
  RequestPoliceCooperation,
  RecordPoliceCooperationAnswer,
  ShareSpontaneousInformation,
  EstablishJointInvestigation,
  FreezeAssets,
  ReleaseAssets,
] as const
