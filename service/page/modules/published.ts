/** A published site: a plan and its scenarios on a page without a service. */

import { openSite } from "./published/site.ts";

openSite();
