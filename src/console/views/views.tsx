/**
 * The views by their name in the address.
 *
 * @module
 */
import type { JSX } from 'preact';
import { Empty, Page } from '../parts/basics.tsx';
import { hrefOf } from '../route.ts';
import { AccessView } from './access.tsx';
import { AliasesView } from './aliases.tsx';
import { AuditView } from './audit.tsx';
import { ConnectionView } from './connection.tsx';
import { EngineView } from './engine.tsx';
import { KeysView } from './keys.tsx';
import { OperationsView } from './operations.tsx';
import { StoresView } from './stores.tsx';
import { UsageView } from './usage.tsx';
import { UseView } from './use.tsx';
import type { ViewProps } from './view-props.ts';

export type View = (props: ViewProps) => JSX.Element;

const VIEWS: Readonly<Record<string, View>> = {
  keys: KeysView,
  aliases: AliasesView,
  stores: StoresView,
  use: UseView,
  access: AccessView,
  audit: AuditView,
  usage: UsageView,
  engine: EngineView,
  connection: ConnectionView,
  operations: OperationsView,
};

/** The view of a name. */
export function viewFor(name: string): View {
  return (Object.hasOwn(VIEWS, name) && VIEWS[name]) || NowhereView;
}

function NowhereView(): JSX.Element {
  return (
    <Page title="There is nothing here">
      <Empty title="This address leads nowhere.">
        <a href={hrefOf(['keys'])}>Go to the keys</a>
      </Empty>
    </Page>
  );
}
